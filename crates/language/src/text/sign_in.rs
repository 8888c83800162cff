//! Texts of signing in. Their messages: `sign-in.ftl`.

use super::texts;

texts! {
    /// Texts of signing in.
    SignInText:
    SignInTitle, SignInName, SignInPassword, SignInCode, SignInDo, SignInPasskey, SignInProvider, SignInLost,
    NotRight, TryLater, LinkOver, PasswordTooShort, PasswordTooLong, PasswordTooCommon, PasswordRule,
    CodeNotRight, NotSetUp, NameTaken, TooManyAccounts, NoSuchAccount, LastAdmin, OwnRoles, LastWay, NotVouched, BadName,
    PasskeyTitle, PasskeyMeans, PasskeyDo, PasskeyFailed, PasskeyNeedsScript, EnrolTitle, EnrolMeans, EnrolFirst,
    EnrolPasskey, EnrolPasskeyMeans, EnrolPassword, EnrolGenerator, EnrolTyped, EnrolDo, ProveTitle, ProveMeans,
    ProvePasskey, ProveProvider, ProveDo, OnwardMeans, SessionsTitle, SessionsWho, ToConsole, SignOut, SessionsOpen, ColumnDevice,
    ColumnSeen, ColumnEnds, ColumnDo, ByProgram, ThisSession, EndSession, EndOthers, PasskeysTitle, DropPasskey,
    AddPasskey, PasswordTitle, PasswordMeans, PasswordPresent, PasswordNew, PasswordChange, NoticesTitle, NoticesMeans, NoNotices, AccountsTitle, AccountDisabled, AccountNotEnrolled,
    AccountSessions, RolesTitle, SaveRoles, MakeLink, EndAll, Disable, Enable, AddAccount, LinkFor,
    HappenedAccountDisabled, HappenedAccountEnabled, HappenedRolesChanged, HappenedLinkMade,
    HappenedPasswordSet, HappenedPasskeyAdded, HappenedPasskeyWentBack, HappenedCredentialRemoved, HappenedSubjectTied,
    HappenedSignedInAnew, HappenedSignInRefused, HappenedSignInDelayed, HappenedSessionsEnded,
    HappenedTokenMade, HappenedOther,
}
