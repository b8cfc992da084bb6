<?cs # Shown while the worker sends; the page looks again by itself. ?>
<div class="card narrow">
<h1>Sending the test alert</h1>
<div class="working" role="status"><span class="spinner" aria-hidden="true"></span>
<p>A test alert for <strong><?cs var:Test.Name ?></strong> is on its way to <span class="mono"><?cs var:Test.Host ?></span><?cs if:Test.Entered ?>, the URL that you entered and have not saved<?cs /if ?>. This takes up to 15 seconds.</p></div>
<p class="hint">The result appears here by itself. <a id="look" href="<?cs var:Test.Url ?>">Look now</a></p>
</div>
<script type="module" src="/static/test.js?v=<?cs var:Page.Assets ?>"></script>
