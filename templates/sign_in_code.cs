<?cs # The second step of signing in. ?>
<div class="card narrow sign">
<h1>Enter your code</h1>
<?cs call:problem(Sign.Error) ?>
<form method="post" action="/sign-in/code"><?cs call:csrf() ?>
<?cs if:Sign.Back ?><input type="hidden" name="back" value="<?cs var:Sign.Back ?>">
<?cs /if ?><div class="field">
<label class="form-label" for="code">Code</label>
<p class="hint" id="code-hint">The six digits that your authenticator app shows for Tocsin, or one of your recovery codes.</p>
<input class="form-control mono" id="code" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required aria-describedby="code-hint"<?cs if:!Sign.Error ?> autofocus<?cs /if ?>>
</div>
<div class="actions"><button class="btn btn-primary" type="submit"><?cs call:icon("login") ?>Sign in</button></div>
</form>
<form class="other" method="post" action="/sign-out"><?cs call:csrf() ?><button class="btn btn-sm" type="submit"><?cs call:icon("arrow-left") ?>Start again</button></form>
<p class="hint">Without phone and recovery codes, ask whoever runs this system to take the second factor off your account.</p>
</div>
