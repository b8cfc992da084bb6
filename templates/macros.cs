<?cs # Pieces that pages share.  A macro's values are escaped where it is
called; joined texts come ready from the program. ?>

<?cs # The token that proves a form to be ours: in every form that posts. ?>
<?cs def:csrf() ?><input type="hidden" name="csrf" value="<?cs var:Page.Csrf ?>"><?cs /def ?>

<?cs # An icon of icons.cs; the words beside it say the same. ?>
<?cs def:icon(name) ?><svg class="icon" aria-hidden="true" focusable="false"><use href="#i-<?cs var:name ?>"></use></svg><?cs /def ?>

<?cs # "5 minutes ago", with the exact time for whoever wants it. ?>
<?cs def:when(iso, full, text) ?><?cs if:iso ?><time datetime="<?cs var:iso ?>" title="<?cs var:full ?>"><?cs var:text ?></time><?cs else ?><?cs var:text ?><?cs /if ?><?cs /def ?>

<?cs # A state, told by shape, colour and word. ?>
<?cs def:state(state, text) ?><span class="state <?cs if:state == "ok" ?>ok<?cs elif:state == "bad" ?>bad<?cs else ?>off<?cs /if ?>"><?cs var:text ?></span><?cs /def ?>

<?cs def:waiting(n) ?><?cs if:n == #1 ?>1 alert is waiting<?cs else ?><?cs var:n ?> alerts are waiting<?cs /if ?><?cs /def ?>

<?cs # What is wrong with a field, above its input. ?>
<?cs def:fault(id, error) ?><?cs if:error ?><p class="fault" id="<?cs var:id ?>-error"><span class="visually-hidden">Error: </span><?cs var:error ?></p><?cs /if ?><?cs /def ?>

<?cs # The attributes that tie an input to its fault and, where it has one, its hint. ?>
<?cs def:about(id, error, hint) ?><?cs if:error ?> aria-invalid="true" aria-describedby="<?cs var:id ?>-error<?cs if:hint ?> <?cs var:id ?>-hint<?cs /if ?>"<?cs elif:hint ?> aria-describedby="<?cs var:id ?>-hint"<?cs /if ?><?cs /def ?>

<?cs # A score to reach: 1 to 100. ?>
<?cs def:score(id, label, value, error) ?><div class="score<?cs if:error ?> is-wrong<?cs /if ?>">
<label class="form-label" for="<?cs var:id ?>"><?cs var:label ?></label>
<?cs call:fault(id, error) ?>
<input class="form-control<?cs if:error ?> is-invalid<?cs /if ?>" id="<?cs var:id ?>" name="<?cs var:id ?>" value="<?cs var:value ?>" inputmode="numeric" maxlength="3" autocomplete="off"<?cs call:about(id, error, "") ?>>
</div><?cs /def ?>

<?cs # Quadrant scoring: whether one score is enough. ?>
<?cs def:either(id, label, value, error) ?><div class="score">
<label class="form-label" for="<?cs var:id ?>"><?cs var:label ?></label>
<?cs call:fault(id, error) ?>
<select class="form-select" id="<?cs var:id ?>" name="<?cs var:id ?>"<?cs call:about(id, error, "") ?>>
<option value="both"<?cs if:value != "either" ?> selected<?cs /if ?>>both are reached</option>
<option value="either"<?cs if:value == "either" ?> selected<?cs /if ?>>either is reached</option>
</select>
</div><?cs /def ?>

<?cs # One alert type as a row: its checkbox, and beside it its thresholds. ?>
<?cs def:check(id, icon, label, on, hint) ?><label class="form-check" for="<?cs var:id ?>">
<input class="form-check-input" type="checkbox" id="<?cs var:id ?>" name="<?cs var:id ?>" value="on"<?cs if:on ?> checked<?cs /if ?> aria-describedby="<?cs var:id ?>-hint">
<?cs call:icon(icon) ?><span class="form-check-label"><?cs var:label ?></span>
</label><p class="hint" id="<?cs var:id ?>-hint"><?cs var:hint ?></p><?cs /def ?>

<?cs # What went wrong with the form as a whole. ?>
<?cs def:problem(text) ?><?cs if:text ?><div class="note note-bad" id="problem" role="alert" tabindex="-1" autofocus><?cs call:icon("alert-triangle") ?><p><?cs var:text ?></p></div><?cs /if ?><?cs /def ?>

<?cs # A password; scripts bring out the button that shows what was typed. ?>
<?cs def:password(id, label, complete, error, hint) ?><div class="field">
<label class="form-label" for="<?cs var:id ?>"><?cs var:label ?></label>
<?cs if:hint ?><p class="hint" id="<?cs var:id ?>-hint"><?cs var:hint ?></p><?cs /if ?>
<?cs call:fault(id, error) ?>
<div class="input-group"><input class="form-control<?cs if:error ?> is-invalid<?cs /if ?>" type="password" id="<?cs var:id ?>" name="<?cs var:id ?>" autocomplete="<?cs var:complete ?>" required<?cs call:about(id, error, hint) ?>><button class="btn" type="button" data-show="<?cs var:id ?>" aria-pressed="false" hidden><?cs call:icon("eye") ?>Show<span class="visually-hidden"> <?cs var:label ?></span></button></div>
</div><?cs /def ?>
