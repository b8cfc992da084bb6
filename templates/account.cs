<?cs # One's own account: password, second factor, sessions. ?>
<div class="headrow"><div>
<h1>Your account</h1>
<p class="lede"><strong><?cs var:Account.Name ?></strong> · <?cs var:Account.Role ?></p>
</div></div>
<?cs if:Account.Sso ?><div class="note"><?cs call:icon("info-circle") ?><p>You were signed in by the proxy before this system. Password, second factor and sessions are kept there.</p></div>
<?cs else ?><?cs call:problem(Sign.Error) ?>
<div class="stackcards">
<section class="card" aria-labelledby="password-title">
<form method="post" action="/account/password"><?cs call:csrf() ?>
<div class="cardform">
<h2 id="password-title"><?cs call:icon("lock") ?>Password</h2>
<p class="hint">Set <?cs call:when(Account.PasswordIso, Account.PasswordFull, Account.Password) ?>. A new one ends your other sessions.</p>
<p class="visually-hidden"><label for="user">Name</label><input id="user" value="<?cs var:Account.Name ?>" autocomplete="username" readonly tabindex="-1"></p>
<?cs call:password("password", "Password now", "current-password", Field.password.Error, "") ?>
<?cs call:password("new_password", "New password", "new-password", Field.new_password.Error, Sign.Rules) ?>
</div>
<div class="actions"><button class="btn btn-primary" type="submit">Change password</button></div>
</form>
</section>
<section class="card" aria-labelledby="factor-title">
<div class="cardform">
<h2 id="factor-title"><?cs call:icon("shield-lock") ?>Second factor</h2>
<?cs if:Account.Factor ?><p><?cs call:state("ok", "On") ?></p>
<p class="hint">Signing in takes a code of your authenticator app. <?cs if:Account.Codes == #1 ?>1 recovery code is left.<?cs else ?><?cs var:Account.Codes ?> recovery codes are left.<?cs /if ?></p>
<?cs else ?><p><?cs call:state("off", "Off") ?></p>
<p class="hint">With it, a password that somebody found out is not enough to sign in. It takes an authenticator app on a phone, or a password manager that makes codes.</p><?cs /if ?>
</div>
<?cs if:Account.Factor ?><div class="actions">
<form method="post" action="/account/recovery-codes"><?cs call:csrf() ?><button class="btn" type="submit"><?cs call:icon("refresh") ?>Make new recovery codes</button></form>
<a class="btn btn-delete" href="/account/second-factor/remove"><?cs call:icon("trash") ?>Remove…</a>
</div><?cs else ?><div class="actions"><a class="btn btn-primary" href="/account/second-factor"><?cs call:icon("plus") ?>Set up</a></div><?cs /if ?>
</section>
<section class="card wide" aria-labelledby="sessions-title">
<div class="cardform"><h2 id="sessions-title"><?cs call:icon("device-desktop") ?>Where you are signed in</h2></div>
<table class="table stack">
<caption class="visually-hidden">Sessions</caption>
<thead><tr><th scope="col">Browser</th><th scope="col">Address</th><th scope="col">Since</th><th scope="col">Last seen</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
<tbody>
<?cs each:s = Session ?><tr>
<th scope="row"><?cs var:s.Agent ?><?cs if:s.This ?> <span class="chip">this one</span><?cs /if ?></th>
<td data-label="Address"><span class="mono"><?cs var:s.Address ?></span></td>
<td data-label="Since"><span class="when"><?cs call:when(s.SinceIso, s.SinceFull, s.Since) ?></span></td>
<td data-label="Last seen"><span class="when"><?cs call:when(s.SeenIso, s.SeenFull, s.Seen) ?></span></td>
<td><?cs if:!s.This ?><div class="rowact"><form method="post" action="/account/sessions/end"><?cs call:csrf() ?><input type="hidden" name="id" value="<?cs var:s.Id ?>"><button class="btn btn-sm" type="submit"><?cs call:icon("logout") ?>End<span class="visually-hidden"> the session of <?cs var:s.Address ?>, since <?cs var:s.Since ?></span></button></form></div><?cs /if ?></td>
</tr><?cs /each ?>
</tbody>
</table>
<?cs if:Account.Others ?><form class="actions" method="post" action="/account/sessions/end-others"><?cs call:csrf() ?><button class="btn" type="submit"><?cs call:icon("logout") ?>End all others</button></form><?cs /if ?>
</section>
</div>
<script type="module" src="/static/password.js?v=<?cs var:Page.Assets ?>"></script><?cs /if ?>
