<?cs include!"macros.cs" ?><!doctype html>
<html lang="en" data-theme="<?cs var:Page.Theme ?>" data-bs-theme="<?cs if:Page.Theme == "dark" ?>dark<?cs else ?>light<?cs /if ?>">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title><?cs if:Page.Error ?>Error: <?cs /if ?><?cs var:Page.Title ?> - Tocsin</title>
<?cs if:Page.Again ?><meta http-equiv="refresh" content="0"><?cs /if ?>
<?cs if:Page.Refresh ?><noscript><meta http-equiv="refresh" content="<?cs var:Page.Refresh ?>"></noscript><?cs /if ?>
<link rel="icon" type="image/svg+xml" href="/static/favicon.svg?v=<?cs var:Page.Assets ?>">
<script src="/static/theme.js?v=<?cs var:Page.Assets ?>"></script>
<link rel="stylesheet" href="/static/tabler.min.css?v=<?cs var:Page.Assets ?>">
<link rel="stylesheet" href="/static/app.css?v=<?cs var:Page.Assets ?>">
</head>
<body>
<a class="skip" href="#main">Skip to main content</a>
<?cs include!"icons.cs" ?>
<?cs if:Page.Banner ?><div class="banner" role="region" aria-label="About this system"><?cs call:icon("info-circle") ?><?cs var:Page.Banner ?></div><?cs /if ?>
<div class="shell">
<header class="side">
<a class="brand" href="/"><span class="brandmark"><?cs call:icon("bell-ringing") ?></span>Tocsin</a>
<?cs if:Page.CanView || Page.CanAudit ?><nav aria-label="Configuration">
<?cs if:Page.CanView ?><h2>Notifications</h2>
<a href="/destinations"<?cs if:Page.Here == "/destinations" ?> aria-current="page"<?cs elif:Page.Place == "destinations" ?> aria-current="true"<?cs /if ?>><?cs call:icon("send") ?>External App Alerts</a>
<?cs /if ?><?cs if:Page.CanAudit ?><h2>System</h2>
<a href="/audit"<?cs if:Page.Here == "/audit" ?> aria-current="page"<?cs elif:Page.Place == "audit" ?> aria-current="true"<?cs /if ?>><?cs call:icon("history") ?>Audit log</a>
<?cs /if ?></nav><?cs /if ?>
<div class="me">
<?cs if:Page.User ?><nav class="you" aria-label="You">
<a href="/account"<?cs if:Page.Here == "/account" ?> aria-current="page"<?cs elif:Page.Place == "account" ?> aria-current="true"<?cs /if ?>><?cs call:icon("user") ?><span><span class="visually-hidden">Account of </span><?cs var:Page.User ?></span></a>
<?cs if:Page.CanSignOut ?><form method="post" action="/sign-out"><?cs call:csrf() ?><button class="btn btn-sm" type="submit"><?cs call:icon("logout") ?>Sign out</button></form><?cs /if ?>
</nav><?cs /if ?>
<?cs if:Page.Csrf ?><form class="themes" method="post" action="/theme"><?cs call:csrf() ?>
<input type="hidden" name="back" value="<?cs var:Page.Here ?>">
<div role="group" aria-label="Theme">
<button type="submit" name="theme" value="light" title="Light" aria-pressed="<?cs if:Page.Theme == "light" ?>true<?cs else ?>false<?cs /if ?>"><?cs call:icon("sun") ?><span class="visually-hidden">Light</span></button>
<button type="submit" name="theme" value="dark" title="Dark" aria-pressed="<?cs if:Page.Theme == "dark" ?>true<?cs else ?>false<?cs /if ?>"><?cs call:icon("moon") ?><span class="visually-hidden">Dark</span></button>
<button type="submit" name="theme" value="system" title="As the system" aria-pressed="<?cs if:Page.Theme == "system" ?>true<?cs else ?>false<?cs /if ?>"><?cs call:icon("device-desktop") ?><span class="visually-hidden">As the system</span></button>
</div>
</form><?cs /if ?>
</div>
</header>
<div class="pane">
<?cs if:Page.Place == "destinations" || Page.Place == "audit" ?><nav aria-label="Breadcrumb"><ol class="crumbs">
<li>Configuration</li>
<?cs if:Page.Here == "/audit" ?><li><span aria-current="page">Audit log</span></li>
<?cs else ?><li>Response</li>
<li>Notifications</li>
<li><?cs if:Page.Here == "/destinations" ?><span aria-current="page">External App Alerts</span><?cs else ?><a href="/destinations">External App Alerts</a><?cs /if ?></li>
<?cs /if ?></ol></nav><?cs /if ?>
<main id="main" tabindex="-1">
<?cs if:Page.Flash ?><div class="note <?cs if:Page.FlashWarns ?>note-warn<?cs else ?>note-ok<?cs /if ?>" role="status"><?cs if:Page.FlashWarns ?><?cs call:icon("alert-triangle") ?><?cs else ?><?cs call:icon("circle-check") ?><?cs /if ?><p><?cs var:Page.Flash ?></p></div><?cs /if ?>
<?cs include!Page.Body ?>
</main>
</div>
</div>
</body>
</html>
