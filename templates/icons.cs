<?cs # made by packaging/sprite.mjs from @tabler/icons (MIT) ?>
<svg hidden xmlns="http://www.w3.org/2000/svg">
<symbol id="i-activity" viewBox="0 0 24 24">
<path d="M3 12h4l3 8l4 -16l3 8h4"/>
</symbol>
<symbol id="i-alert-triangle" viewBox="0 0 24 24">
<path d="M12 9v4"/>
<path d="M10.363 3.591l-8.106 13.534a1.914 1.914 0 0 0 1.636 2.871h16.214a1.914 1.914 0 0 0 1.636 -2.87l-8.106 -13.536a1.914 1.914 0 0 0 -3.274 0"/>
<path d="M12 16h.01"/>
</symbol>
<symbol id="i-arrow-left" viewBox="0 0 24 24">
<path d="M5 12l14 0"/>
<path d="M5 12l6 6"/>
<path d="M5 12l6 -6"/>
</symbol>
<symbol id="i-bell-ringing" viewBox="0 0 24 24">
<path d="M10 5a2 2 0 0 1 4 0a7 7 0 0 1 4 6v3a4 4 0 0 0 2 3h-16a4 4 0 0 0 2 -3v-3a7 7 0 0 1 4 -6"/>
<path d="M9 17v1a3 3 0 0 0 6 0v-1"/>
<path d="M21 6.727a11.05 11.05 0 0 0 -2.794 -3.727"/>
<path d="M3 6.727a11.05 11.05 0 0 1 2.792 -3.727"/>
</symbol>
<symbol id="i-brand-discord" viewBox="0 0 24 24">
<path d="M8 12a1 1 0 1 0 2 0a1 1 0 0 0 -2 0"/>
<path d="M14 12a1 1 0 1 0 2 0a1 1 0 0 0 -2 0"/>
<path d="M15.5 17c0 1 1.5 3 2 3c1.5 0 2.833 -1.667 3.5 -3c.667 -1.667 .5 -5.833 -1.5 -11.5c-1.457 -1.015 -3 -1.34 -4.5 -1.5l-.972 1.923a11.913 11.913 0 0 0 -4.053 0l-.975 -1.923c-1.5 .16 -3.043 .485 -4.5 1.5c-2 5.667 -2.167 9.833 -1.5 11.5c.667 1.333 2 3 3.5 3c.5 0 2 -2 2 -3"/>
<path d="M7 16.5c3.5 1 6.5 1 10 0"/>
</symbol>
<symbol id="i-brand-google" viewBox="0 0 24 24">
<path d="M20.945 11a9 9 0 1 1 -3.284 -5.997l-2.655 2.392a5.5 5.5 0 1 0 2.119 6.605h-4.125v-3h7.945"/>
</symbol>
<symbol id="i-brand-jira" viewBox="0 0 24 24">
<path d="M20 4h-9v1.5a2.5 2.5 0 0 0 2.5 2.5h1.5a1 1 0 0 1 1 1v1.5a2.5 2.5 0 0 0 2.5 2.5h1.5v-9"/>
<path d="M15 8h-8v1.5a2.5 2.5 0 0 0 2.5 2.5h1.5a1 1 0 0 1 1 1v1.5a2.5 2.5 0 0 0 2.5 2.5h1.5v-8a1 1 0 0 0 -1 -1"/>
<path d="M11 12h-8v1.5a2.5 2.5 0 0 0 2.5 2.5h1.5a1 1 0 0 1 1 1v1.5a2.5 2.5 0 0 0 2.5 2.5h1.5v-8a1 1 0 0 0 -1 -1"/>
</symbol>
<symbol id="i-brand-slack" viewBox="0 0 24 24">
<path d="M12 12v-6a2 2 0 0 1 4 0v6m0 -2a2 2 0 1 1 2 2h-6"/>
<path d="M12 12h6a2 2 0 0 1 0 4h-6m2 0a2 2 0 1 1 -2 2v-6"/>
<path d="M12 12v6a2 2 0 0 1 -4 0v-6m0 2a2 2 0 1 1 -2 -2h6"/>
<path d="M12 12h-6a2 2 0 0 1 0 -4h6m-2 0a2 2 0 1 1 2 -2v6"/>
</symbol>
<symbol id="i-brand-teams" viewBox="0 0 24 24">
<path d="M3 7h10v10h-10l0 -10"/>
<path d="M6 10h4"/>
<path d="M8 10v4"/>
<path d="M8.104 17c.47 2.274 2.483 4 4.896 4a5 5 0 0 0 5 -5v-7h-5"/>
<path d="M18 18a4 4 0 0 0 4 -4v-5h-4"/>
<path d="M13.003 8.83a3 3 0 1 0 -1.833 -1.833"/>
<path d="M15.83 8.36a2.5 2.5 0 1 0 .594 -4.117"/>
</symbol>
<symbol id="i-circle-check" viewBox="0 0 24 24">
<path d="M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0"/>
<path d="M9 12l2 2l4 -4"/>
</symbol>
<symbol id="i-copy" viewBox="0 0 24 24">
<path d="M7 9.667a2.667 2.667 0 0 1 2.667 -2.667h8.666a2.667 2.667 0 0 1 2.667 2.667v8.666a2.667 2.667 0 0 1 -2.667 2.667h-8.666a2.667 2.667 0 0 1 -2.667 -2.667l0 -8.666"/>
<path d="M4.012 16.737a2.005 2.005 0 0 1 -1.012 -1.737v-10c0 -1.1 .9 -2 2 -2h10c.75 0 1.158 .385 1.5 1"/>
</symbol>
<symbol id="i-database-search" viewBox="0 0 24 24">
<path d="M4 6c0 1.657 3.582 3 8 3s8 -1.343 8 -3s-3.582 -3 -8 -3s-8 1.343 -8 3"/>
<path d="M4 6v6c0 1.657 3.582 3 8 3m8 -3.5v-5.5"/>
<path d="M4 12v6c0 1.657 3.582 3 8 3"/>
<path d="M15 18a3 3 0 1 0 6 0a3 3 0 1 0 -6 0"/>
<path d="M20.2 20.2l1.8 1.8"/>
</symbol>
<symbol id="i-device-desktop" viewBox="0 0 24 24">
<path d="M3 5a1 1 0 0 1 1 -1h16a1 1 0 0 1 1 1v10a1 1 0 0 1 -1 1h-16a1 1 0 0 1 -1 -1v-10"/>
<path d="M7 20h10"/>
<path d="M9 16v4"/>
<path d="M15 16v4"/>
</symbol>
<symbol id="i-download" viewBox="0 0 24 24">
<path d="M4 17v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2 -2v-2"/>
<path d="M7 11l5 5l5 -5"/>
<path d="M12 4l0 12"/>
</symbol>
<symbol id="i-eye" viewBox="0 0 24 24">
<path d="M10 12a2 2 0 1 0 4 0a2 2 0 0 0 -4 0"/>
<path d="M21 12c-2.4 4 -5.4 6 -9 6c-3.6 0 -6.6 -2 -9 -6c2.4 -4 5.4 -6 9 -6c3.6 0 6.6 2 9 6"/>
</symbol>
<symbol id="i-help-circle" viewBox="0 0 24 24">
<path d="M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0"/>
<path d="M12 16v.01"/>
<path d="M12 13a2 2 0 0 0 .914 -3.782a1.98 1.98 0 0 0 -2.414 .483"/>
</symbol>
<symbol id="i-history" viewBox="0 0 24 24">
<path d="M12 8l0 4l2 2"/>
<path d="M3.05 11a9 9 0 1 1 .5 4m-.5 5v-5h5"/>
</symbol>
<symbol id="i-info-circle" viewBox="0 0 24 24">
<path d="M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0"/>
<path d="M12 9h.01"/>
<path d="M11 12h1v4h1"/>
</symbol>
<symbol id="i-key" viewBox="0 0 24 24">
<path d="M16.555 3.843l3.602 3.602a2.877 2.877 0 0 1 0 4.069l-2.643 2.643a2.877 2.877 0 0 1 -4.069 0l-.301 -.301l-6.558 6.558a2 2 0 0 1 -1.239 .578l-.175 .008h-1.172a1 1 0 0 1 -.993 -.883l-.007 -.117v-1.172a2 2 0 0 1 .467 -1.284l.119 -.13l.414 -.414h2v-2h2v-2l2.144 -2.144l-.301 -.301a2.877 2.877 0 0 1 0 -4.069l2.643 -2.643a2.877 2.877 0 0 1 4.069 0"/>
<path d="M15 9h.01"/>
</symbol>
<symbol id="i-lock" viewBox="0 0 24 24">
<path d="M5 13a2 2 0 0 1 2 -2h10a2 2 0 0 1 2 2v6a2 2 0 0 1 -2 2h-10a2 2 0 0 1 -2 -2v-6"/>
<path d="M11 16a1 1 0 1 0 2 0a1 1 0 0 0 -2 0"/>
<path d="M8 11v-4a4 4 0 1 1 8 0v4"/>
</symbol>
<symbol id="i-login" viewBox="0 0 24 24">
<path d="M15 8v-2a2 2 0 0 0 -2 -2h-7a2 2 0 0 0 -2 2v12a2 2 0 0 0 2 2h7a2 2 0 0 0 2 -2v-2"/>
<path d="M21 12h-13l3 -3"/>
<path d="M11 15l-3 -3"/>
</symbol>
<symbol id="i-logout" viewBox="0 0 24 24">
<path d="M14 8v-2a2 2 0 0 0 -2 -2h-7a2 2 0 0 0 -2 2v12a2 2 0 0 0 2 2h7a2 2 0 0 0 2 -2v-2"/>
<path d="M9 12h12l-3 -3"/>
<path d="M18 15l3 -3"/>
</symbol>
<symbol id="i-message-2" viewBox="0 0 24 24">
<path d="M8 9h8"/>
<path d="M8 13h6"/>
<path d="M9 18h-3a3 3 0 0 1 -3 -3v-8a3 3 0 0 1 3 -3h12a3 3 0 0 1 3 3v8a3 3 0 0 1 -3 3h-3l-3 3l-3 -3"/>
</symbol>
<symbol id="i-message-circle" viewBox="0 0 24 24">
<path d="M3 20l1.3 -3.9c-2.324 -3.437 -1.426 -7.872 2.1 -10.374c3.526 -2.501 8.59 -2.296 11.845 .48c3.255 2.777 3.695 7.266 1.029 10.501c-2.666 3.235 -7.615 4.215 -11.574 2.293l-4.7 1"/>
</symbol>
<symbol id="i-moon" viewBox="0 0 24 24">
<path d="M12 3c.132 0 .263 0 .393 0a7.5 7.5 0 0 0 7.92 12.446a9 9 0 1 1 -8.313 -12.454l0 .008"/>
</symbol>
<symbol id="i-pencil" viewBox="0 0 24 24">
<path d="M4 20h4l10.5 -10.5a2.828 2.828 0 1 0 -4 -4l-10.5 10.5v4"/>
<path d="M13.5 6.5l4 4"/>
</symbol>
<symbol id="i-plus" viewBox="0 0 24 24">
<path d="M12 5l0 14"/>
<path d="M5 12l14 0"/>
</symbol>
<symbol id="i-refresh" viewBox="0 0 24 24">
<path d="M20 11a8.1 8.1 0 0 0 -15.5 -2m-.5 -4v4h4"/>
<path d="M4 13a8.1 8.1 0 0 0 15.5 2m.5 4v-4h-4"/>
</symbol>
<symbol id="i-rocket" viewBox="0 0 24 24">
<path d="M4 13a8 8 0 0 1 7 7a6 6 0 0 0 3 -5a9 9 0 0 0 6 -8a3 3 0 0 0 -3 -3a9 9 0 0 0 -8 6a6 6 0 0 0 -5 3"/>
<path d="M7 14a6 6 0 0 0 -3 6a6 6 0 0 0 6 -3"/>
<path d="M14 9a1 1 0 1 0 2 0a1 1 0 1 0 -2 0"/>
</symbol>
<symbol id="i-send" viewBox="0 0 24 24">
<path d="M10 14l11 -11"/>
<path d="M21 3l-6.5 18a.55 .55 0 0 1 -1 0l-3.5 -7l-7 -3.5a.55 .55 0 0 1 0 -1l18 -6.5"/>
</symbol>
<symbol id="i-server-2" viewBox="0 0 24 24">
<path d="M3 7a3 3 0 0 1 3 -3h12a3 3 0 0 1 3 3v2a3 3 0 0 1 -3 3h-12a3 3 0 0 1 -3 -3v-2"/>
<path d="M3 15a3 3 0 0 1 3 -3h12a3 3 0 0 1 3 3v2a3 3 0 0 1 -3 3h-12a3 3 0 0 1 -3 -3l0 -2"/>
<path d="M7 8l0 .01"/>
<path d="M7 16l0 .01"/>
<path d="M11 8h6"/>
<path d="M11 16h6"/>
</symbol>
<symbol id="i-shield-lock" viewBox="0 0 24 24">
<path d="M12 3a12 12 0 0 0 8.5 3a12 12 0 0 1 -8.5 15a12 12 0 0 1 -8.5 -15a12 12 0 0 0 8.5 -3"/>
<path d="M11 11a1 1 0 1 0 2 0a1 1 0 1 0 -2 0"/>
<path d="M12 12l0 2.5"/>
</symbol>
<symbol id="i-sun" viewBox="0 0 24 24">
<path d="M8 12a4 4 0 1 0 8 0a4 4 0 1 0 -8 0"/>
<path d="M3 12h1m8 -9v1m8 8h1m-9 8v1m-6.4 -15.4l.7 .7m12.1 -.7l-.7 .7m0 11.4l.7 .7m-12.1 -.7l-.7 .7"/>
</symbol>
<symbol id="i-trash" viewBox="0 0 24 24">
<path d="M4 7l16 0"/>
<path d="M10 11l0 6"/>
<path d="M14 11l0 6"/>
<path d="M5 7l1 12a2 2 0 0 0 2 2h8a2 2 0 0 0 2 -2l1 -12"/>
<path d="M9 7v-3a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v3"/>
</symbol>
<symbol id="i-urgent" viewBox="0 0 24 24">
<path d="M8 16v-4a4 4 0 0 1 8 0v4"/>
<path d="M3 12h1m8 -9v1m8 8h1m-15.4 -6.4l.7 .7m12.1 -.7l-.7 .7"/>
<path d="M6 17a1 1 0 0 1 1 -1h10a1 1 0 0 1 1 1v2a1 1 0 0 1 -1 1h-10a1 1 0 0 1 -1 -1l0 -2"/>
</symbol>
<symbol id="i-user" viewBox="0 0 24 24">
<path d="M8 7a4 4 0 1 0 8 0a4 4 0 0 0 -8 0"/>
<path d="M6 21v-2a4 4 0 0 1 4 -4h4a4 4 0 0 1 4 4v2"/>
</symbol>
<symbol id="i-webhook" viewBox="0 0 24 24">
<path d="M4.876 13.61a4 4 0 1 0 6.124 3.39h6"/>
<path d="M15.066 20.502a4 4 0 1 0 1.934 -7.502c-.706 0 -1.424 .179 -2 .5l-3 -5.5"/>
<path d="M16 8a4 4 0 1 0 -8 0c0 1.506 .77 2.818 2 3.5l-3 5.5"/>
</symbol>
</svg>
