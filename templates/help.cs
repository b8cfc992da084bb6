<?cs # Beside the editor: how to get the URL, and what to know of it. ?>
<?cs if:!Form.ReadOnly ?><div id="app-help"><?cs if:subcount(Chosen.Help) ?><section class="card" aria-labelledby="help-make">
<h2 id="help-make"><?cs call:icon("help-circle") ?>Set up <?cs var:Chosen.Label ?></h2>
<?cs each:h = Chosen.Help ?><details<?cs if:first(h) ?> open<?cs /if ?>>
<summary><?cs var:h.Title ?></summary>
<ol>
<?cs each:s = h.Step ?><li><?cs var:s.Text ?></li>
<?cs /each ?></ol>
<?cs if:h.Note ?><p><?cs var:h.Note ?></p><?cs /if ?>
</details>
<?cs /each ?></section><?cs /if ?></div><?cs /if ?>
<section class="card" aria-labelledby="help-key">
<h2 id="help-key"><?cs call:icon("key") ?>The URL is a write key</h2>
<p>Whoever has it, and the secret that some apps want besides, can post there. Share it with nobody. If it was exposed, make a new one in the app and replace it here.</p>
<p>Links in a message need access to the appliance's pages. Who sees the message is governed in the app.</p>
</section>
<section class="card" aria-labelledby="help-levels">
<h2 id="help-levels"><?cs call:icon("info-circle") ?>Several teams</h2>
<p>With L1 at 50 and L2/L3 at 80, both get the alert at 80: hand over by assignment on the appliance, so that two people don't work on one case.</p>
</section>
