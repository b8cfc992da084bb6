<?cs # The question before a destination goes; Cancel comes first. ?>
<div class="card narrow">
<h1>Delete <?cs var:Dest.Name ?>?</h1>
<p><?cs var:Dest.App ?> destination at <span class="mono"><?cs var:Dest.Host ?></span></p>
<ul class="effects">
<li>No more alerts are sent to it.</li>
<?cs if:Waiting ?><li><strong><?cs if:Waiting == #1 ?>1 alert that is waiting for it is dropped.<?cs else ?><?cs var:Waiting ?> alerts that are waiting for it are dropped.<?cs /if ?></strong></li><?cs /if ?>
<li>Its URL can't be brought back: to add it again, it has to be pasted again.</li>
<li>What was set up for it in the app stays; delete it there too if nothing else uses it.</li>
</ul>
<form class="actions" method="post" action="/destinations/delete"><?cs call:csrf() ?>
<input type="hidden" name="id" value="<?cs var:Dest.Id ?>">
<input type="hidden" name="version" value="<?cs var:Dest.Version ?>">
<a class="btn" href="/destinations/edit?id=<?cs var:Dest.Id ?>">Cancel</a>
<button class="btn btn-danger" type="submit"><?cs call:icon("trash") ?>Delete <?cs var:Dest.Name ?></button>
</form>
</div>
