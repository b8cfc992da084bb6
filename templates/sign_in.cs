<?cs # Name and password. ?>
<div class="card narrow sign">
<h1>Sign in</h1>
<?cs if:Sign.Ended ?><div class="note"><?cs call:icon("info-circle") ?><p>Your session has ended. Sign in again to go on.</p></div><?cs /if ?>
<?cs call:problem(Sign.Error) ?>
<form method="post" action="/sign-in"><?cs call:csrf() ?>
<?cs if:Sign.Back ?><input type="hidden" name="back" value="<?cs var:Sign.Back ?>">
<?cs /if ?><div class="field">
<label class="form-label" for="user">Name</label>
<input class="form-control" id="user" name="user" value="<?cs var:Sign.User ?>" autocomplete="username" autocapitalize="none" spellcheck="false" required<?cs if:!Sign.Error ?> autofocus<?cs /if ?>>
</div>
<?cs call:password("password", "Password", "current-password", "", "") ?>
<div class="actions"><button class="btn btn-primary" type="submit"><?cs call:icon("login") ?>Sign in</button></div>
</form>
<p class="hint">You were given a code? <a href="/activate">Set your password with it</a>. Whoever runs this system can give you a new one.</p>
</div>
<script type="module" src="/static/password.js?v=<?cs var:Page.Assets ?>"></script>
