<?cs # One destination: new, saved, or as typed before a test. ?>
<?cs def:threshold(who) ?><?cs if:Form.Scoring == "quadrant" ?><?cs if:who == "host" ?>
<?cs call:score("host_threat", "Threat of at least", Field.host_threat.Value, Field.host_threat.Error) ?>
<?cs call:score("host_certainty", "Certainty of at least", Field.host_certainty.Value, Field.host_certainty.Error) ?>
<?cs call:either("host_either", "Alert when", Field.host_either.Value, Field.host_either.Error) ?>
<?cs else ?>
<?cs call:score("account_threat", "Threat of at least", Field.account_threat.Value, Field.account_threat.Error) ?>
<?cs call:score("account_certainty", "Certainty of at least", Field.account_certainty.Value, Field.account_certainty.Error) ?>
<?cs call:either("account_either", "Alert when", Field.account_either.Value, Field.account_either.Error) ?>
<?cs /if ?><?cs elif:who == "host" ?><?cs call:score("host_urgency", "Urgency of at least", Field.host_urgency.Value, Field.host_urgency.Error) ?>
<?cs else ?><?cs call:score("account_urgency", "Urgency of at least", Field.account_urgency.Value, Field.account_urgency.Error) ?><?cs /if ?><?cs /def ?>
<?cs def:plain(on, threat, certainty, either, urgency) ?><?cs if:!on ?>not sent<?cs elif:Form.Scoring == "quadrant" ?>threat of at least <?cs var:threat ?> <?cs if:either == "either" ?>or<?cs else ?>and<?cs /if ?> certainty of at least <?cs var:certainty ?><?cs else ?>urgency of at least <?cs var:urgency ?><?cs /if ?><?cs /def ?>
<div class="headrow"><div>
<h1><?cs if:Form.New ?>Add Destination<?cs elif:Form.ReadOnly ?><?cs var:Dest.Name ?><?cs else ?>Edit <?cs var:Dest.Name ?><?cs /if ?></h1>
<?cs if:Form.New ?><p class="lede">A channel or chat that is alerted when a host or account becomes urgent.</p><?cs else ?><p class="lede"><?cs call:state(Dest.State, Dest.StateText) ?><?cs if:Dest.Saved ?> · saved <?cs call:when(Dest.SavedIso, Dest.SavedFull, Dest.Saved) ?><?cs /if ?></p><?cs /if ?>
</div></div>
<?cs if:Errors.Count ?><div class="note note-bad" id="problem" role="alert" tabindex="-1" autofocus><?cs call:icon("alert-triangle") ?><div>
<h2>There is a problem</h2>
<ul><?cs each:e = Errors ?><?cs if:e.Text ?><li><?cs if:e.Field ?><a href="#<?cs var:e.Field ?>"><?cs if:e.Label ?><?cs var:e.Label ?>: <?cs /if ?><?cs var:e.Text ?></a><?cs else ?><?cs var:e.Text ?><?cs /if ?></li><?cs /if ?><?cs /each ?></ul>
</div></div><?cs /if ?>
<?cs if:Test.State == "done" ?><div class="note note-ok" id="test-result" role="status" tabindex="-1" autofocus><?cs call:icon("circle-check") ?><div>
<h2><?cs var:Test.Title ?></h2>
<?cs if:Test.Hint ?><p><?cs var:Test.Hint ?></p><?cs /if ?>
<?cs if:Test.Ms ?><p class="hint">Answered in <?cs var:Test.Ms ?> ms.</p><?cs /if ?>
</div></div><?cs elif:Test.State == "failed" ?><div class="note note-bad" id="test-result" role="alert" tabindex="-1" autofocus><?cs call:icon("alert-triangle") ?><div>
<h2><?cs var:Test.Title ?></h2>
<?cs if:Test.Hint ?><p><?cs var:Test.Hint ?></p><?cs /if ?>
</div></div><?cs /if ?>
<div class="cols">
<div class="card"><?cs if:Form.ReadOnly ?>
<dl class="facts">
<dt>Name</dt><dd><?cs var:Field.name.Value ?></dd>
<dt>App</dt><dd><?cs var:Chosen.Label ?></dd>
<dt>Destination URL</dt><dd><span class="mono"><?cs var:Form.Host ?></span><p class="hint">The rest of it is a secret.</p></dd>
<?cs if:Secret.Label ?><dt><?cs var:Secret.Label ?></dt><dd><?cs if:Secret.Stored ?>stored<?cs else ?>none<?cs /if ?></dd>
<?cs /if ?><?cs if:Option.Label ?><dt><?cs var:Option.Label ?></dt><dd><?cs if:Field.option.On ?>yes<?cs else ?>no<?cs /if ?></dd>
<?cs /if ?><dt>Hosts</dt><dd><?cs call:plain(Field.hosts.On, Field.host_threat.Value, Field.host_certainty.Value, Field.host_either.Value, Field.host_urgency.Value) ?></dd>
<dt>Accounts</dt><dd><?cs call:plain(Field.accounts.On, Field.account_threat.Value, Field.account_certainty.Value, Field.account_either.Value, Field.account_urgency.Value) ?></dd>
<dt>System alerts</dt><dd><?cs if:Field.system.On ?>sent<?cs else ?>not sent<?cs /if ?></dd>
<dt>Destination Enabled</dt><dd><?cs if:Field.enabled.On ?>yes<?cs else ?>no<?cs /if ?></dd>
</dl>
<p class="cardfoot hint">To change it, you need the permission Configuration - Edit Event Destinations.</p>
<?cs else ?><form id="editor" method="post" action="/destinations/<?cs if:Form.New ?>new<?cs else ?>edit<?cs /if ?>" autocomplete="off" novalidate><?cs call:csrf() ?>
<input type="hidden" name="form" value="<?cs var:Form.Id ?>">
<?cs if:!Form.New ?><input type="hidden" name="id" value="<?cs var:Form.DestId ?>">
<input type="hidden" name="version" value="<?cs var:Form.Version ?>">
<?cs /if ?><?cs # What Enter in a field presses: the first button of a form. ?>
<button class="visually-hidden" type="submit" name="do" value="save" tabindex="-1" aria-hidden="true">Save</button>
<div class="cardform">
<div class="field">
<label class="form-label" for="name">Name</label>
<p class="hint" id="name-hint">How lists and messages call it, such as the channel's name. Up to <?cs var:Form.NameMax ?> characters.</p>
<?cs call:fault("name", Field.name.Error) ?>
<input class="form-control<?cs if:Field.name.Error ?> is-invalid<?cs /if ?>" id="name" name="name" value="<?cs var:Field.name.Value ?>" required<?cs call:about("name", Field.name.Error, "1") ?>>
</div>
<fieldset class="field">
<legend class="form-label">App</legend>
<?cs call:fault("app", Field.app.Error) ?>
<div class="apps"><?cs each:a = App ?>
<label><span class="appmark <?cs var:a.Hue ?>"><?cs call:icon(a.Icon) ?></span><span class="applabel"><?cs var:a.Label ?></span><input class="form-check-input" type="radio" name="app" id="<?cs if:first(a) ?>app<?cs else ?>app-<?cs var:a.Name ?><?cs /if ?>" value="<?cs var:a.Name ?>"<?cs if:a.On ?> checked<?cs /if ?>></label><?cs /each ?>
</div>
<p class="go" id="app-go"><button class="btn" type="submit" name="do" value="app">Continue</button> <span class="hint">Shows the fields of the chosen app.</span></p>
<p class="visually-hidden" id="app-told" role="status"></p>
</fieldset>
<?cs include!"editor_app.cs" ?><fieldset class="field">
<legend class="form-label">Alert types</legend>
<div class="types">
<div class="type"><div><?cs call:check("hosts", "server-2", "Hosts", Field.hosts.On, "When a host reaches the threshold.") ?><?cs call:fault("hosts", Field.hosts.Error) ?></div>
<div class="scores" role="group" aria-label="Hosts"><?cs call:threshold("host") ?></div></div>
<div class="type"><div><?cs call:check("accounts", "user", "Accounts", Field.accounts.On, "When an account reaches the threshold.") ?><?cs call:fault("accounts", Field.accounts.Error) ?></div>
<div class="scores" role="group" aria-label="Accounts"><?cs call:threshold("account") ?></div></div>
<div class="type"><div><?cs call:check("system", "activity", "System alerts", Field.system.On, "About the appliance itself: a sensor that is down, disks, capture.") ?><?cs call:fault("system", Field.system.Error) ?></div></div>
</div>
<p class="hint">At most one alert for each host or account in <?cs var:Form.Window ?>, however often its scores rise and fall.</p>
</fieldset>
<div class="field"><?cs call:fault("enabled", Field.enabled.Error) ?>
<label class="form-check form-switch" for="enabled"><input class="form-check-input" type="checkbox" role="switch" id="enabled" name="enabled" value="on"<?cs if:Field.enabled.On ?> checked<?cs /if ?> aria-describedby="enabled-hint"><span class="form-check-label">Destination Enabled</span></label>
<p class="hint" id="enabled-hint">While it is off nothing is sent, except a test alert.</p>
</div>
<div id="test-live" aria-live="polite"></div>
</div>
<div class="actions">
<button class="btn btn-primary" type="submit" name="do" value="save">Save</button>
<button class="btn" type="submit" name="do" value="test" id="test"><?cs call:icon("send") ?>Send test alert</button>
<a class="btn btn-ghost" href="/destinations">Cancel</a>
<?cs if:!Form.New ?><a class="btn btn-delete" href="/destinations/delete?id=<?cs var:Form.DestId ?>"><?cs call:icon("trash") ?>Delete…</a><?cs /if ?>
</div>
</form><?cs /if ?></div>
<aside class="help" aria-label="Help"><?cs include!"help.cs" ?></aside>
</div>
<?cs if:!Form.ReadOnly ?><script type="module" src="/static/apps.js?v=<?cs var:Page.Assets ?>"></script>
<script type="module" src="/static/editor.js?v=<?cs var:Page.Assets ?>"></script><?cs /if ?>
