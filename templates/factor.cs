<?cs # Set up the second factor, or the question before it is removed. ?>
<div class="card narrow sign">
<?cs if:Factor.Remove ?><h1>Remove the second factor?</h1>
<ul class="effects">
<li>From then on your password alone is enough to sign in.</li>
<li>Your recovery codes stop working.</li>
</ul>
<form class="actions" method="post" action="/account/second-factor/remove"><?cs call:csrf() ?>
<a class="btn" href="/account">Cancel</a>
<button class="btn btn-danger" type="submit"><?cs call:icon("trash") ?>Remove it</button>
</form>
<?cs else ?><h1>Set up the second factor</h1>
<?cs call:problem(Sign.Error) ?>
<ol class="stepwise">
<li><p>Open an authenticator app and add an account by this picture.</p>
<img class="qr" src="<?cs var:Factor.Picture ?>" alt="QR code for an authenticator app; the text below says the same" width="232" height="232"></li>
<li><p>Where nothing can read it, type this key; the kind is time-based.</p>
<p class="mono key" id="factor-key"><?cs var:Factor.Text ?></p></li>
<li><p>Enter the six digits that the app shows now.</p></li>
</ol>
<form method="post" action="/account/second-factor"><?cs call:csrf() ?>
<input type="hidden" name="seed" value="<?cs var:Factor.Seed ?>">
<div class="field">
<label class="form-label" for="code">Code</label>
<?cs call:fault("code", Field.code.Error) ?>
<input class="form-control mono<?cs if:Field.code.Error ?> is-invalid<?cs /if ?>" id="code" name="code" autocomplete="one-time-code" inputmode="numeric" required<?cs call:about("code", Field.code.Error, "") ?>>
</div>
<div class="actions"><button class="btn btn-primary" type="submit">Switch it on</button><a class="btn btn-ghost" href="/account">Cancel</a></div>
</form><?cs /if ?>
</div>
