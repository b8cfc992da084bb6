/*
 * view_samples.h - the data of each page, for check_view.c.
 */
#ifndef TOCSIN_TESTS_VIEW_SAMPLES_H
#define TOCSIN_TESTS_VIEW_SAMPLES_H

#include "cgi/view.h"

#define NAMES 48

/*
 * "Name" alone has to be shown, "Name=value" steers the template, and
 * "Name=" is empty.
 */
struct sample {
	enum page page;
	const char *names[NAMES];
};

/* What the layout shows on every page. */
static const char *const common[] = {"Page.Title", "Page.Theme=dark",
    "Page.Csrf", "Page.Assets", "Page.Banner", "Page.Flash",
    "Page.FlashWarns=1", "Page.CanEdit=1", "Page.CanView=1", "Page.User",
    "Page.CanSignOut=1", "Page.Place=destinations", "Page.Here", "Page.Error=1",
    "Page.Refresh"};

/* Each branch of each template is in at least one of these. */
static const struct sample samples[] = {
    {PAGE_LIST,
	{"List.Count", "List.Max", "List.Full=0", "List.Oldest",
	    "List.OldestIso", "List.OldestFull", "Worker.Down", "Broken.0.Id",
	    "Broken.0.Name", "Broken.0.Reason", "Broken.0.Since",
	    "Broken.0.SinceIso", "Broken.0.SinceFull", "Broken.0.Waiting",
	    "Dest.0.Id", "Dest.0.Name", "Dest.0.App", "Dest.0.AppIcon",
	    "Dest.0.AppHue", "Dest.0.Host", "Dest.0.State=ok",
	    "Dest.0.StateText", "Dest.0.Last", "Dest.0.LastIso",
	    "Dest.0.LastFull", "Dest.0.Waiting", "Dest.0.Type.0.Label",
	    "Dest.0.Type.1.Label", "Dest.1.Name", "Dest.1.State=bad",
	    "Dest.1.StateText"}},
    {PAGE_LIST, {"List.Count", "List.Max", "List.Full=1"}},
    {PAGE_EDITOR,
	{"Form.New=0", "Form.Id", "Form.DestId", "Form.Version",
	    "Form.Scoring=urgency", "Form.NameMax", "Form.Host", "Form.Window",
	    "Form.UrlKept=1", "Dest.Name", "Dest.State=off", "Dest.StateText",
	    "Dest.Saved", "Dest.SavedIso", "Dest.SavedFull", "Field.name.Value",
	    "Field.hosts.On=1", "Field.host_urgency.Value",
	    "Field.account_urgency.Value", "App.0.Name", "App.0.Label",
	    "App.0.Icon", "App.0.Hue", "App.0.On=1", "App.1.Name",
	    "Chosen.Name", "Chosen.Label", "Chosen.Warning",
	    "Chosen.Help.0.Title", "Chosen.Help.0.Step.0.Text",
	    "Chosen.Help.0.Note", "Chosen.Help.1.Title", "Test.State=done",
	    "Test.Title", "Test.Hint", "Test.Ms"}},
    {PAGE_EDITOR,
	{"Form.New=1", "Form.Id", "Form.Scoring=quadrant", "Form.Host",
	    "Form.Entered=1", "Form.Lost=1", "Field.name.Error",
	    "Field.app.Error", "Field.url.Error", "Field.enabled.Error",
	    "Field.hosts.Error", "Field.accounts.Error", "Field.system.Error",
	    "Field.host_threat.Value", "Field.host_threat.Error",
	    "Field.host_certainty.Value", "Field.host_certainty.Error",
	    "Field.host_either.Value=either", "Field.host_either.Error",
	    "Field.account_threat.Value", "Field.account_threat.Error",
	    "Field.account_certainty.Value", "Field.account_certainty.Error",
	    "Field.account_either.Value=both", "Field.account_either.Error",
	    "Errors.Count=2", "Errors.0.Field", "Errors.0.Label",
	    "Errors.0.Text", "Errors.1.Text", "Test.State=failed", "Test.Title",
	    "Test.Hint"}},
    {PAGE_EDITOR,
	{"Form.Scoring=urgency", "Form.Focus=url", "Field.host_urgency.Error",
	    "Field.account_urgency.Error", "Chosen.UrlHint", "Chosen.UrlUsual",
	    "Secret.Label", "Secret.Hint", "Secret.State=", "Secret.Lost=1",
	    "Field.secret.Error", "Option.Label", "Option.Hint",
	    "Field.option.On=1", "Field.option.Error"}},
    {PAGE_EDITOR,
	{"Form.Focus=secret", "Chosen.UrlHint", "Secret.Label", "Secret.Hint",
	    "Secret.State=stored", "Secret.Stored=1", "Secret.Made=1",
	    "Secret.Fresh", "Secret.Another=1", "Secret.Word",
	    "Field.secret.Error", "Secret.FormerIso", "Secret.FormerFull"}},
    {PAGE_EDITOR, {"Secret.Label", "Secret.State=entered", "Secret.Made=1",
		      "Secret.Fresh", "Secret.Word"}},
    {PAGE_EDITOR, {"Secret.Label", "Secret.State=entered", "Secret.Made=1",
		      "Secret.Word"}},
    {PAGE_EDITOR, {"Secret.Label", "Secret.State=stored", "Secret.Made=1",
		      "Secret.A", "Secret.Word"}},
    {PAGE_EDITOR, {"Secret.Label", "Secret.State=entered"}},
    {PAGE_EDITOR,
	{"Secret.Label", "Secret.State=stored", "Secret.A", "Secret.Word"}},
    {PAGE_EDITOR,
	{"Form.ReadOnly=1", "Form.Scoring=quadrant", "Form.Host", "Dest.Name",
	    "Field.name.Value", "Field.hosts.On=1", "Field.accounts.On=1",
	    "Field.host_threat.Value", "Field.host_certainty.Value",
	    "Field.account_threat.Value", "Field.account_certainty.Value",
	    "Chosen.Label", "Secret.Label", "Secret.Stored=1", "Option.Label",
	    "Field.option.On=1"}},
    {PAGE_EDITOR,
	{"Form.ReadOnly=1", "Form.Scoring=urgency", "Secret.Label",
	    "Option.Label", "Field.hosts.On=1", "Field.accounts.On=1",
	    "Field.host_urgency.Value", "Field.account_urgency.Value"}},
    {PAGE_TEST, {"Test.Name", "Test.Host", "Test.Url", "Test.Entered=1"}},
    {PAGE_DELETE, {"Dest.Id", "Dest.Version", "Dest.Name", "Dest.Host",
		      "Dest.App", "Waiting"}},
    {PAGE_CONFLICT,
	{"Dest.Id", "Dest.Version", "Dest.Name", "Dest.Saved", "Dest.SavedIso",
	    "Dest.SavedFull", "Dest.SavedBy", "Row.0.Label", "Row.0.Theirs",
	    "Row.0.Yours", "Row.0.Differs=1", "Row.1.Label", "Hidden.0.Name",
	    "Hidden.0.Value", "Hidden.1.Name", "Form.Typed=1",
	    "Form.SecretLabel"}},
    {PAGE_ERROR, {"Error.Status", "Error.Title", "Error.Text", "Error.Id"}},
    {PAGE_ERROR, {"Error.Title", "Error.Text", "Error.SignIn=1"}},
    {PAGE_SIGN_IN, {"Sign.Ended=1", "Sign.Error", "Sign.Back", "Sign.User"}},
    {PAGE_SIGN_IN_CODE, {"Sign.Error", "Sign.Back"}},
    {PAGE_ACTIVATE, {"Sign.First=1", "Sign.Error", "Sign.User", "Sign.Rules",
			"Field.code.Error", "Field.user.Error",
			"Field.new_password.Error"}},
    {PAGE_CONFIRM, {"Sign.Error", "Sign.Back", "Sign.User"}},
    {PAGE_ACCOUNT,
	{"Account.Name", "Account.Role", "Account.Factor=1", "Account.Codes",
	    "Account.Password", "Account.PasswordIso", "Account.PasswordFull",
	    "Account.Others=1", "Sign.Error", "Sign.Rules",
	    "Field.password.Error", "Field.new_password.Error", "Session.0.Id",
	    "Session.0.Agent", "Session.0.Address", "Session.0.Since",
	    "Session.0.SinceIso", "Session.0.SinceFull", "Session.0.Seen",
	    "Session.0.SeenIso", "Session.0.SeenFull", "Session.1.This=1",
	    "Session.1.Agent"}},
    {PAGE_ACCOUNT, {"Account.Name", "Account.Sso=1"}},
    {PAGE_FACTOR, {"Sign.Error", "Factor.Picture", "Factor.Text", "Factor.Seed",
		      "Field.code.Error"}},
    {PAGE_FACTOR, {"Factor.Remove=1"}},
    {PAGE_RECOVERY, {"Code.0.Text", "Code.1.Text"}},
};

#endif
