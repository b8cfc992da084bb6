<?cs # A code that was given out becomes a password. ?>
<div class="card narrow sign">
<h1>Set your password</h1>
<?cs call:problem(Sign.Error) ?>
<form method="post" action="/activate"><?cs call:csrf() ?>
<div class="field">
<label class="form-label" for="code">Code</label>
<p class="hint" id="code-hint">The one-time code that you were given. It works once, for a day.</p>
<?cs call:fault("code", Field.code.Error) ?>
<input class="form-control mono<?cs if:Field.code.Error ?> is-invalid<?cs /if ?>" id="code" name="code" autocomplete="off" autocapitalize="none" spellcheck="false" required<?cs call:about("code", Field.code.Error, "1") ?><?cs if:!Sign.Error ?> autofocus<?cs /if ?>>
</div>
<div class="field">
<label class="form-label" for="user">Name</label>
<p class="hint" id="user-hint"><?cs if:Sign.First ?>You are the first: choose what you will sign in with. Letters, digits, dots, dashes, underscores and @ are allowed.<?cs else ?>The name that you sign in with.<?cs /if ?></p>
<?cs call:fault("user", Field.user.Error) ?>
<input class="form-control<?cs if:Field.user.Error ?> is-invalid<?cs /if ?>" id="user" name="user" value="<?cs var:Sign.User ?>" autocomplete="username" autocapitalize="none" spellcheck="false" required<?cs call:about("user", Field.user.Error, "1") ?>>
</div>
<?cs call:password("new_password", "New password", "new-password", Field.new_password.Error, Sign.Rules) ?>
<div class="actions"><button class="btn btn-primary" type="submit">Set password</button><a class="btn btn-ghost" href="/sign-in">Sign in instead</a></div>
</form>
</div>
<script type="module" src="/static/password.js?v=<?cs var:Page.Assets ?>"></script>
