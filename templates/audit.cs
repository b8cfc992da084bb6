<?cs # The audit trail; the filter first, then the rows, newest on top. ?>
<?cs def:text(id, label, value, error) ?><div class="score">
<label class="form-label" for="<?cs var:id ?>"><?cs var:label ?></label>
<?cs call:fault(id, error) ?>
<input class="form-control<?cs if:error ?> is-invalid<?cs /if ?>" id="<?cs var:id ?>" name="<?cs var:id ?>" value="<?cs var:value ?>" autocomplete="off"<?cs call:about(id, error, "") ?>>
</div><?cs /def ?>
<?cs def:day(id, label, value, error) ?><div class="score">
<label class="form-label" for="<?cs var:id ?>"><?cs var:label ?></label>
<?cs call:fault(id, error) ?>
<input class="form-control<?cs if:error ?> is-invalid<?cs /if ?>" type="date" id="<?cs var:id ?>" name="<?cs var:id ?>" value="<?cs var:value ?>"<?cs call:about(id, error, "") ?>>
</div><?cs /def ?>
<?cs def:kept(name, value) ?><?cs if:value ?><input type="hidden" name="<?cs var:name ?>" value="<?cs var:value ?>"><?cs /if ?><?cs /def ?>
<div class="headrow">
<div>
<h1>Audit log</h1>
<p class="lede">Who did what, from where, and what it changed. Rows are chained: <span class="mono">tocsin audit verify</span> finds any that was changed or removed. Times are UTC.</p>
</div>
</div>
<form class="card trailform" method="get" action="/audit" aria-label="Filter">
<div class="trailfields">
<?cs call:text("who", "Who", Field.who.Value, Field.who.Error) ?>
<?cs call:text("action", "Action", Field.action.Value, Field.action.Error) ?>
<div class="score">
<label class="form-label" for="outcome">Outcome</label>
<?cs call:fault("outcome", Field.outcome.Error) ?>
<select class="form-select" id="outcome" name="outcome"<?cs call:about("outcome", Field.outcome.Error, "") ?>>
<option value="">Any</option>
<option value="done"<?cs if:Field.outcome.Value == "done" ?> selected<?cs /if ?>>Done</option>
<option value="refused"<?cs if:Field.outcome.Value == "refused" ?> selected<?cs /if ?>>Refused</option>
</select>
</div>
<?cs call:text("object", "Object", Field.object.Value, Field.object.Error) ?>
<?cs call:day("from", "From day", Field.from.Value, Field.from.Error) ?>
<?cs call:day("to", "To day", Field.to.Value, Field.to.Error) ?>
</div>
<div class="trailact">
<button class="btn btn-primary" type="submit">Show</button>
<button class="btn" type="submit" formaction="/audit.csv"><?cs call:icon("download") ?>Export as CSV</button>
<?cs if:Audit.Filtered ?><a class="btn btn-ghost" href="/audit">Clear the filter</a><?cs /if ?>
<p class="hint">An export has the newest 10,000 rows that fit, of the newest 200,000.</p>
</div>
</form>
<?cs if:Audit.Unknown ?><div class="note note-bad" role="alert"><?cs call:icon("alert-triangle") ?><p>The audit log can't be read right now. Load the page again; if it stays so, see whether the worker runs.</p></div>
<?cs elif:subcount(Row) ?><div class="card">
<table class="table stack trail">
<caption class="visually-hidden">Audit log, newest first</caption>
<thead><tr><th scope="col">Time</th><th scope="col">Who</th><th scope="col">Action</th><th scope="col">Details</th></tr></thead>
<tbody>
<?cs each:r = Row ?><tr>
<td data-label="Time"><div><time datetime="<?cs var:r.AtIso ?>"><?cs var:r.At ?></time><p class="hint">row <?cs var:r.N ?></p></div></td>
<td data-label="Who"><div><?cs var:r.By ?><p class="hint"><?cs if:r.Address ?><span class="mono"><?cs var:r.Address ?></span> · <?cs /if ?><?cs var:r.Via ?></p></div></td>
<td data-label="Action"><div><?cs if:r.Refused ?><?cs call:state("bad", r.Action) ?><?cs else ?><?cs var:r.Action ?><?cs /if ?><?cs if:r.Object ?><p class="hint"><?cs var:r.Object ?></p><?cs /if ?></div></td>
<td data-label="Details"><?cs if:subcount(r.Detail) ?><ul class="changes"><?cs each:d = r.Detail ?><li><?cs var:d.Label ?>: <?cs if:d.Changed ?><span class="mono"><?cs var:d.Old ?></span> <span aria-hidden="true">→</span><span class="visually-hidden">is now</span> <?cs /if ?><span class="mono"><?cs var:d.New ?></span></li><?cs /each ?></ul><?cs else ?><span class="hint">None</span><?cs /if ?></td>
</tr><?cs /each ?>
</tbody>
</table>
</div>
<?cs elif:!Audit.Faulty ?><div class="card blank">
<span class="blankmark"><?cs call:icon("history") ?></span>
<h2><?cs if:Audit.ShortOf ?>Nothing that fits among these rows<?cs elif:Audit.Filtered ?>Nothing fits<?cs else ?>Nothing yet<?cs /if ?></h2>
<p><?cs if:Audit.ShortOf ?>A page looks through 100,000 rows; go on with older ones below.<?cs elif:Audit.Filtered ?>No row of the audit log is what the filter asks for.<?cs else ?>What people and programs change shows here within a second.<?cs /if ?></p>
</div><?cs /if ?>
<?cs if:Audit.Older ?><form class="trailmore" method="get" action="/audit"><?cs call:kept("who", Field.who.Value) ?><?cs call:kept("action", Field.action.Value) ?><?cs call:kept("outcome", Field.outcome.Value) ?><?cs call:kept("object", Field.object.Value) ?><?cs call:kept("from", Field.from.Value) ?><?cs call:kept("to", Field.to.Value) ?>
<input type="hidden" name="before" value="<?cs var:Audit.Older ?>">
<button class="btn" type="submit">Older</button>
</form><?cs /if ?>
