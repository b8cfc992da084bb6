<?cs # Beside the editor: how to get the URL, and what to know of it. ?>
<?cs if:!Form.ReadOnly ?><section class="card" aria-labelledby="help-make">
<h2 id="help-make"><?cs call:icon("help-circle") ?>Get the URL from Microsoft Teams</h2>
<details open>
<summary>For a channel</summary>
<ol>
<li>In Teams, open <b>More options (•••)</b> beside the channel and choose <b>Workflows</b>.</li>
<li>Choose the template <b>Send webhook alerts to a channel</b>. It may be called <b>Post to a channel when a webhook request is received</b>.</li>
<li>Sign in, choose team and channel, and press <b>Add workflow</b>.</li>
<li>Copy the URL at once, all of it, and paste it here.</li>
</ol>
<p>Where Channel Moderation is on, also turn on <b>Allow bots to submit channel messages</b> in the channel's settings; else Teams accepts the alert and never shows it.</p>
</details>
<details>
<summary>For a chat</summary>
<ol>
<li>In Teams, open <b>More options (•••)</b> in the chat and choose <b>Workflows</b>.</li>
<li>Choose <b>Send webhook alerts to a chat</b>, sign in, choose the chat and press <b>Add workflow</b>.</li>
<li>Copy the URL at once, all of it, and paste it here.</li>
</ol>
</details>
<details>
<summary>If the URL is refused</summary>
<ul>
<li>In the workflow, <b>Who can trigger the flow</b> has to be <b>Anyone</b>. Copy the URL again afterwards.</li>
<li>URLs of the retired Office 365 connectors (webhook.office.com) no longer work: make a workflow instead.</li>
</ul>
</details>
</section><?cs /if ?>
<section class="card" aria-labelledby="help-key">
<h2 id="help-key"><?cs call:icon("key") ?>The URL is a write key</h2>
<p>Whoever has it can post there. Share it with nobody. If it was exposed, recreate it in Teams and replace it here.</p>
<p>Links in a message need access to the appliance's pages. Who sees the message is governed in Teams.</p>
</section>
<section class="card" aria-labelledby="help-levels">
<h2 id="help-levels"><?cs call:icon("info-circle") ?>Several teams</h2>
<p>With L1 at 50 and L2/L3 at 80, both get the alert at 80: hand over by assignment on the appliance, so that two people don't work on one case.</p>
</section>
