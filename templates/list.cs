<?cs # The destinations; broken ones first, with what to do about them. ?>
<div class="headrow">
<div>
<h1>External App Alerts</h1>
<p class="lede">Alerts go to an app that the team already watches when a host or account reaches a threshold, or when a system alert is raised.</p>
</div>
<div class="headact">
<p class="count"><?cs var:List.Count ?> of <?cs var:List.Max ?> destinations<?cs if:List.Oldest ?><br>The oldest alert that waits: <?cs call:when(List.OldestIso, List.OldestFull, List.Oldest) ?><?cs /if ?></p>
<?cs if:Page.CanEdit && !List.Full && subcount(Dest) ?><a class="btn btn-primary" href="/destinations/new"><?cs call:icon("plus") ?><span class="visually-hidden">+ </span>Add Destination</a><?cs /if ?>
</div>
</div>
<?cs if:Page.CanEdit && List.Full ?><div class="note"><?cs call:icon("info-circle") ?><p>All <?cs var:List.Max ?> destinations are in use, disabled ones included. To make room for another, open one that is no longer needed with Edit and delete it.</p></div><?cs /if ?>
<?cs if:Worker.Down ?><div class="note note-bad" role="alert"><?cs call:icon("alert-triangle") ?><p><?cs var:Worker.Down ?></p></div><?cs /if ?>
<?cs if:subcount(Broken) ?><section class="failing" aria-labelledby="failing">
<h2 id="failing"><?cs call:icon("alert-triangle") ?><?cs if:subcount(Broken) == #1 ?>1 destination is failing<?cs else ?><?cs var:subcount(Broken) ?> destinations are failing<?cs /if ?></h2>
<ul>
<?cs each:b = Broken ?><li>
<div>
<strong><?cs var:b.Name ?></strong>
<p><?cs var:b.Reason ?></p>
<p class="hint">Since <?cs call:when(b.SinceIso, b.SinceFull, b.Since) ?><?cs if:b.Waiting ?> · <?cs call:waiting(b.Waiting) ?><?cs /if ?></p>
</div>
<?cs if:Page.CanEdit ?><div class="rowact">
<form method="post" action="/destinations/try-again"><?cs call:csrf() ?><input type="hidden" name="id" value="<?cs var:b.Id ?>"><button class="btn btn-sm" type="submit"><?cs call:icon("refresh") ?>Try again<span class="visually-hidden">: <?cs var:b.Name ?></span></button></form>
<a class="btn btn-sm" href="/destinations/edit?id=<?cs var:b.Id ?>"><?cs call:icon("pencil") ?>Edit<span class="visually-hidden"> <?cs var:b.Name ?></span></a>
</div><?cs /if ?>
</li><?cs /each ?>
</ul>
</section><?cs /if ?>
<?cs if:subcount(Dest) ?><div class="card">
<table class="table stack">
<caption class="visually-hidden">Destinations</caption>
<thead><tr><th scope="col">Destination</th><th scope="col">Alert types</th><th scope="col">Last alert</th><th scope="col">State</th><?cs if:Page.CanEdit ?><th scope="col"><span class="visually-hidden">Actions</span></th><?cs /if ?></tr></thead>
<tbody>
<?cs each:d = Dest ?><tr>
<th scope="row"><div class="who"><span class="appmark <?cs var:d.AppHue ?>"><?cs call:icon(d.AppIcon) ?></span><div>
<a href="/destinations/edit?id=<?cs var:d.Id ?>"><?cs var:d.Name ?></a>
<p class="hint"><?cs var:d.App ?> <span class="mono" title="<?cs var:d.Host ?>"><?cs var:d.Host ?></span></p>
</div></div></th>
<td data-label="Alert types"><?cs if:subcount(d.Type) ?><ul class="chips"><?cs each:t = d.Type ?><li><?cs var:t.Label ?></li><?cs /each ?></ul><?cs else ?><span class="hint">None chosen</span><?cs /if ?></td>
<td data-label="Last alert"><div><span class="when"><?cs call:when(d.LastIso, d.LastFull, d.Last) ?></span><?cs if:d.Waiting ?><p class="hint"><?cs call:waiting(d.Waiting) ?></p><?cs /if ?></div></td>
<td data-label="State"><?cs call:state(d.State, d.StateText) ?></td>
<?cs if:Page.CanEdit ?><td><div class="rowact">
<a class="btn btn-sm" href="/destinations/edit?id=<?cs var:d.Id ?>"><?cs call:icon("pencil") ?>Edit<span class="visually-hidden"> <?cs var:d.Name ?></span></a>
<form method="post" action="/destinations/test"><?cs call:csrf() ?><input type="hidden" name="id" value="<?cs var:d.Id ?>"><button class="btn btn-sm" type="submit"><?cs call:icon("send") ?><span class="visually-hidden">Send test alert to <?cs var:d.Name ?></span><span aria-hidden="true">Test</span></button></form>
</div></td><?cs /if ?>
</tr><?cs /each ?>
</tbody>
</table>
</div><?cs else ?><div class="card blank">
<span class="blankmark"><?cs call:icon("bell-ringing") ?></span>
<h2>No destinations yet</h2>
<p>A destination is a channel or chat that receives an alert when a host or account becomes urgent, so that nobody has to keep a console open. It takes a name, a URL that the app makes for you, and a threshold.</p>
<?cs if:Page.CanEdit ?><a class="btn btn-primary" href="/destinations/new"><?cs call:icon("plus") ?><span class="visually-hidden">+ </span>Add Destination</a><?cs /if ?>
</div><?cs /if ?>
