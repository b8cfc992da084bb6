<?cs # Any refusal: what happened, what to do, and one way on. ?>
<div class="card narrow">
<?cs if:!Page.Again ?><p class="errorcode"><?cs var:Error.Status ?></p><?cs /if ?>
<h1><?cs var:Error.Title ?></h1>
<p><?cs var:Error.Text ?></p>
<p><?cs if:Error.SignIn ?><a class="btn btn-primary" href="/sign-in"><?cs call:icon("login") ?>Sign in</a><?cs elif:Page.CanView ?><a class="btn" href="/destinations"><?cs call:icon("arrow-left") ?>Back to External App Alerts</a><?cs elif:Page.User ?><a class="btn" href="/account"><?cs call:icon("arrow-left") ?>Your account</a><?cs else ?><a class="btn" href="/"><?cs call:icon("arrow-left") ?>Start page</a><?cs /if ?></p>
<?cs if:Error.Id ?><p class="hint">If it happens again, give this id to whoever runs this system; the log has the reason under it: <span class="mono"><?cs var:Error.Id ?></span></p><?cs /if ?>
</div>
