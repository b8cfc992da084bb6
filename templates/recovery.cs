<?cs # Recovery codes, shown this once. ?>
<div class="card narrow sign">
<h1>Your recovery codes</h1>
<p>The second factor is on. Each of these signs you in once when the phone is lost. <strong>They are not shown again</strong>: print them, or keep them in a password manager. Codes of before no longer work.</p>
<ol class="codes mono"><?cs each:c = Code ?><li><?cs var:c.Text ?></li><?cs /each ?></ol>
<div class="actions"><a class="btn btn-primary" href="/account">I have kept them</a></div>
</div>
