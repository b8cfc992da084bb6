<?cs # Somebody saved the destination while it was being edited here. ?>
<div class="headrow"><div>
<h1><?cs var:Dest.Name ?> was changed meanwhile</h1>
<p class="lede">It was saved <?cs call:when(Dest.SavedIso, Dest.SavedFull, Dest.Saved) ?> by <?cs var:Dest.SavedBy ?>, after you had opened it. Nothing of yours has been saved yet: choose which to keep.</p>
</div></div>
<div class="card">
<table class="table stack compare">
<caption class="visually-hidden">What is saved now, and what you entered</caption>
<thead><tr><th scope="col">Field</th><th scope="col">Saved now</th><th scope="col">Yours</th></tr></thead>
<tbody>
<?cs each:r = Row ?><tr<?cs if:r.Differs ?> class="differs"<?cs /if ?>>
<th scope="row"><?cs var:r.Label ?><?cs if:r.Differs ?> <span class="chip">differs</span><?cs /if ?></th>
<td data-label="Saved now"><?cs var:r.Theirs ?></td>
<td data-label="Yours"><?cs var:r.Yours ?></td>
</tr><?cs /each ?>
</tbody>
</table>
<form class="cardform" method="post" action="/destinations/edit" autocomplete="off"><?cs call:csrf() ?>
<?cs each:h = Hidden ?><input type="hidden" name="<?cs var:h.Name ?>" value="<?cs var:h.Value ?>">
<?cs /each ?><input type="hidden" name="id" value="<?cs var:Dest.Id ?>">
<input type="hidden" name="version" value="<?cs var:Dest.Version ?>">
<?cs if:Form.Typed ?><div class="field">
<label class="form-label" for="url">Destination URL</label>
<p class="hint" id="url-hint">You had pasted a new URL. A URL is never shown or kept: paste it again, or leave this empty to keep the saved one.</p>
<input class="form-control mono" type="password" id="url" name="url" autocomplete="new-password" spellcheck="false" aria-describedby="url-hint">
</div><?cs /if ?>
<?cs if:Form.SecretLabel ?><div class="field">
<label class="form-label" for="secret"><?cs var:Form.SecretLabel ?></label>
<p class="hint" id="secret-hint">You had entered a new one. It is never shown or kept: enter it again, or leave this empty to keep the saved one.</p>
<input class="form-control mono" type="password" id="secret" name="secret" autocomplete="new-password" spellcheck="false" aria-describedby="secret-hint">
</div><?cs /if ?>
<div class="actions">
<a class="btn" href="/destinations/edit?id=<?cs var:Dest.Id ?>">Keep theirs</a>
<button class="btn btn-primary" type="submit" name="do" value="save">Save mine over it</button>
</div>
</form>
</div>
