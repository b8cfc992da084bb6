<?cs # The fields of the chosen app; scripts put another app's in their place. ?>
<div id="app-part" data-app="<?cs var:Chosen.Name ?>">
<?cs if:Chosen.Name ?><input type="hidden" name="shown" value="<?cs var:Chosen.Name ?>"><?cs /if ?>
<div class="field">
<label class="form-label" for="url">Destination URL</label>
<p class="hint" id="url-hint"><?cs if:Form.Entered ?>The URL at <span class="mono"><?cs var:Form.Host ?></span> is entered, not saved: Save keeps it. Leave empty to go on with it, or paste another one.<?cs elif:Form.UrlKept ?>A URL is stored. Leave empty to keep it, or paste a new one to replace it. Stored sealed, never shown again.<?cs elif:Chosen.UrlUsual ?><?cs var:Chosen.UrlHint ?> Leave empty to use <span class="mono"><?cs var:Chosen.UrlUsual ?></span><?cs else ?><?cs var:Chosen.UrlHint ?> Stored sealed, never shown again.<?cs /if ?></p>
<?cs if:Form.Lost ?><p class="again"><?cs call:icon("key") ?>Paste it again: a URL is never shown or kept.</p><?cs /if ?>
<?cs call:fault("url", Field.url.Error) ?>
<div class="input-group">
<input class="form-control mono<?cs if:Field.url.Error ?> is-invalid<?cs /if ?>" type="password" id="url" name="url" value="" autocomplete="new-password" spellcheck="false" autocapitalize="off"<?cs if:Form.Focus == "url" ?> autofocus<?cs /if ?><?cs call:about("url", Field.url.Error, "1") ?>>
<button class="btn" type="button" data-show="url" aria-controls="url" aria-pressed="false" hidden>Show<span class="visually-hidden"> Destination URL</span></button>
</div>
<?cs if:Form.UrlKept && !Form.Entered && Form.Host ?><p class="stored"><?cs call:icon("key") ?><span>Stored: <span class="mono"><?cs var:Form.Host ?></span></span></p><?cs /if ?>
<?cs if:Chosen.Warning ?><p class="caution"><?cs call:icon("alert-triangle") ?><span><?cs var:Chosen.Warning ?></span></p><?cs /if ?>
</div>
<?cs if:Secret.Label ?><div class="field"><?cs if:Secret.Fresh ?>
<label class="form-label" for="secret"><?cs var:Secret.Label ?></label>
<p class="hint" id="secret-hint"><?cs var:Secret.Hint ?><?cs if:Secret.State == "entered" ?> Leave empty to go on with the one that is entered.<?cs elif:Secret.Stored ?> Once saved it replaces the stored one, which stays valid beside it for 24 hours. Leave empty to keep the stored one.<?cs /if ?></p>
<?cs if:Secret.Another ?><p class="again"><?cs call:icon("key") ?>This is another one than before: no <?cs var:Secret.Word ?> is shown twice.</p><?cs /if ?>
<?cs call:fault("secret", Field.secret.Error) ?>
<div class="input-group">
<input class="form-control mono<?cs if:Field.secret.Error ?> is-invalid<?cs /if ?>" type="text" id="secret" name="secret" value="<?cs var:Secret.Fresh ?>" autocomplete="off" spellcheck="false" autocapitalize="off"<?cs if:Form.Focus == "secret" ?> autofocus<?cs /if ?><?cs call:about("secret", Field.secret.Error, "1") ?>>
<button class="btn" type="button" data-copy="secret" hidden><?cs call:icon("copy") ?><span>Copy</span><span class="visually-hidden"> <?cs var:Secret.Word ?></span></button>
</div><?cs elif:Secret.Made ?>
<p class="form-label"><?cs var:Secret.Label ?></p>
<div class="kept"><p class="stored"><?cs call:icon("key") ?><span><?cs if:Secret.State == "entered" ?>The <?cs var:Secret.Word ?> that was shown is entered, not saved: Save keeps it.<?cs else ?><?cs var:Secret.A ?> <?cs var:Secret.Word ?> is stored.<?cs /if ?></span></p>
<button class="btn btn-sm" type="submit" name="do" value="secret"><?cs call:icon("refresh") ?>Make a new one</button></div>
<?cs if:Secret.State == "stored" ?><p class="hint">A new URL needs a new one too.</p><?cs /if ?><?cs else ?>
<label class="form-label" for="secret"><?cs var:Secret.Label ?></label>
<p class="hint" id="secret-hint"><?cs if:Secret.State == "entered" ?>It is entered, not saved: Save keeps it. Leave empty to go on with it, or enter another one.<?cs elif:Secret.State == "stored" ?><?cs var:Secret.A ?> <?cs var:Secret.Word ?> is stored. Leave empty to keep it, or enter a new one; a new URL needs it too. Stored sealed, never shown again.<?cs else ?><?cs var:Secret.Hint ?> Stored sealed, never shown again.<?cs /if ?></p>
<?cs if:Secret.Lost ?><p class="again"><?cs call:icon("key") ?>Enter it again: it is never shown or kept.</p><?cs /if ?>
<?cs call:fault("secret", Field.secret.Error) ?>
<div class="input-group">
<input class="form-control mono<?cs if:Field.secret.Error ?> is-invalid<?cs /if ?>" type="password" id="secret" name="secret" value="" autocomplete="new-password" spellcheck="false" autocapitalize="off"<?cs call:about("secret", Field.secret.Error, "1") ?>>
<button class="btn" type="button" data-show="secret" aria-controls="secret" aria-pressed="false" hidden>Show<span class="visually-hidden"> <?cs var:Secret.Label ?></span></button>
</div><?cs /if ?>
<?cs if:Secret.FormerIso ?><p class="stored"><?cs call:icon("info-circle") ?><span>The one before is valid too until <time datetime="<?cs var:Secret.FormerIso ?>"><?cs var:Secret.FormerFull ?></time>.</span></p><?cs /if ?>
</div><?cs /if ?>
<?cs if:Option.Label ?><div class="field"><?cs call:fault("option", Field.option.Error) ?>
<label class="form-check" for="option"><input class="form-check-input" type="checkbox" id="option" name="option" value="on"<?cs if:Field.option.On ?> checked<?cs /if ?> aria-describedby="option-hint"><span class="form-check-label"><?cs var:Option.Label ?></span></label>
<p class="hint" id="option-hint"><?cs var:Option.Hint ?></p>
</div><?cs /if ?>
</div>
