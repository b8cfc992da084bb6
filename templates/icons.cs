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
<symbol id="i-circle-check" viewBox="0 0 24 24">
<path d="M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0"/>
<path d="M9 12l2 2l4 -4"/>
</symbol>
<symbol id="i-device-desktop" viewBox="0 0 24 24">
<path d="M3 5a1 1 0 0 1 1 -1h16a1 1 0 0 1 1 1v10a1 1 0 0 1 -1 1h-16a1 1 0 0 1 -1 -1v-10"/>
<path d="M7 20h10"/>
<path d="M9 16v4"/>
<path d="M15 16v4"/>
</symbol>
<symbol id="i-help-circle" viewBox="0 0 24 24">
<path d="M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0"/>
<path d="M12 16v.01"/>
<path d="M12 13a2 2 0 0 0 .914 -3.782a1.98 1.98 0 0 0 -2.414 .483"/>
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
<symbol id="i-user" viewBox="0 0 24 24">
<path d="M8 7a4 4 0 1 0 8 0a4 4 0 0 0 -8 0"/>
<path d="M6 21v-2a4 4 0 0 1 4 -4h4a4 4 0 0 1 4 4v2"/>
</symbol>
</svg>
