"""Every page under /manage that a browser can open, by endpoint. What is listed nowhere here fails a test."""

EVENT, PAST = "/manage/events/stek-dag", "/manage/events/tieto-vaikuttaminen-hyvinvointi"
INVITED = "/manage/events/teematyopaja/invitations"
NETWORK, SEVERAL_LANGUAGES = "/manage/networks/de-stek", "/manage/networks/sterk-sociaal-werk"
STATES = (
    "borrel", "de-kracht-van-nabijheid-en-samenwerking", "stek-dag", "vorming-model-de-stek",
    "focusgroep-energiearmoede", "werkgroep-onthaal", "tieto-vaikuttaminen-hyvinvointi",
)  # fmt: skip
"""Events of the demo: draft, announced, published, full, postponed, cancelled, past."""
STEPS = (
    "borrel/publish", "borrel/announce", "borrel/delete", "stek-dag/cancel", "stek-dag/postpone",
    "focusgroep-energiearmoede/reschedule", "werkgroep-onthaal/reinstate",
)  # fmt: skip

# A path, or a path and what the addresses of the links to follow from there look like.
Way = str | tuple[str, ...]
PAGES: dict[str, tuple[Way, ...]] = {
    "account.codes": ("/manage/account/codes",),
    "account.confirm_address": ("/manage/account/new-address/an-old-link",),
    "account.show": ("/manage/account",),
    "attendees.add": (f"{EVENT}/attendees/add", "/manage/events/vorming-model-de-stek/attendees/add"),
    "attendees.answered": ((f"{EVENT}/attendees", r"/answers$"),),
    "attendees.kitchen": (f"{EVENT}/attendees/kitchen",),
    "attendees.totals": (f"{EVENT}/attendees/totals",),
    "attendees.cancel": ((f"{EVENT}/attendees", r"/cancel$"),),
    "attendees.change": ((f"{EVENT}/attendees", r"/change$"),),
    "attendees.give_away": ((f"{EVENT}/attendees", r"/change$", r"/hand-over$"),),
    "attendees.export": (f"{EVENT}/attendees/export",),
    "attendees.listing": (
        f"{EVENT}/attendees", f"{EVENT}/attendees?q=nobody-has-this-name", f"{EVENT}/attendees?state=cancelled",
        "/manage/events/stek-dag/attendees?owes=1",
        "/manage/events/raportointivalmennus/attendees",
        "/manage/events/vorming-model-de-stek/attendees?state=waiting",
        "/manage/events/regionaal-platform-limburg/attendees?state=pending",
    ),
    "attendees.queue": (("/manage/events/vorming-model-de-stek/attendees?state=waiting", r"/queue$"),),
    "dashboard.home": ("/manage/", "/manage/?network=de-stek"),
    "dashboard.log": (f"{NETWORK}/log",),
    "dashboard.mails": ("/manage/mails",),
    "events.edit": tuple(f"/manage/events/{slug}/edit" for slug in ("borrel", "stek-dag", "slotmoment-actieplan")),
    "events.new": (
        "/manage/events/new?network=de-stek", "/manage/events/new?network=de-stek&kind=network_meeting",
        "/manage/events/new?network=sterk-sociaal-werk&kind=conference",
        "/manage/events/new?network=de-stek&copy=stek-dag",
    ),
    "events.overview": tuple(f"/manage/events/{slug}" for slug in STATES),
    "events.preview": ("/manage/events/borrel/preview", f"{PAST}/preview"),
    "events.step": tuple(f"/manage/events/{step}" for step in STEPS),
    "invitations.add": (f"{INVITED}/add", f"{INVITED}/add?from=people&who=registered"),
    "invitations.invitation": (f"{INVITED}/letter", f"{EVENT}/invitations/letter"),
    "invitations.listing": (INVITED, f"{EVENT}/invitations", f"{INVITED}?state=withdrawn"),
    "invitations.reminder": (f"{INVITED}/reminder",),
    "invitations.rules": (f"{INVITED}/rules",),
    "materials_manage.add_link": (f"{EVENT}/materials/link",),
    "materials_manage.edit": ((f"{PAST}/materials", r"/edit$"),),
    "materials_manage.listing": (f"{PAST}/materials", f"{EVENT}/materials"),
    "materials_manage.remove": ((f"{PAST}/materials", r"/remove$"),),
    "members.edit": ((f"{NETWORK}/members", r"/members/\d+$"),),
    "members.listing": (f"{NETWORK}/members",),
    "networks.create": ("/manage/networks/new",),
    "networks.listing": ("/manage/networks",),
    "networks.settings": (NETWORK, SEVERAL_LANGUAGES),
    "networks.team": (f"{NETWORK}/team",),
    "people.listing": ("/manage/people", "/manage/people?q=nobody-has-this-name"),
    "people.lost_telephone": ("/manage/people/2/lost-telephone",),
    "questions.edit": ((f"{EVENT}/questions", r"/questions/\d+#"),),
    "questions.listing": (f"{EVENT}/questions", "/manage/events/borrel/questions"),
    "questions.new": tuple(f"{EVENT}/questions/new?kind={kind}" for kind in ("choice", "note", "file")),
    "questions.preview": (f"{EVENT}/questions/preview",),
    "representation.ask": ("/manage/events/kokopaivan-tapaaminen/representation/ask",),
    "representation.board": ("/manage/events/kokopaivan-tapaaminen/representation", f"{EVENT}/representation",
                             "/manage/events/borrel/representation"),
    "representatives.listing": (f"{NETWORK}/members/1/representatives",),
    "represented.listing": (f"{NETWORK}/represented",),
    "representation.seats": ("/manage/events/kokopaivan-tapaaminen/representation/seats",),
    "security.change_email": ("/manage/account/change-email",),
    "security.change_password": ("/manage/account/change",),
    "security.verify": ("/manage/account/verify",),
    "security.wan_register": ("/manage/account/wan-register",),
    "security.wan_signin": ("/manage/account/wan-signin",),
    "security.wan_verify": ("/manage/account/wan-verify",),
    "team.lost_telephone": ((f"{NETWORK}/team", r"/lost-telephone$"),),
    "themes.edit": ((f"{NETWORK}/themes", r"/themes/\d+$"),),
    "themes.listing": (f"{NETWORK}/themes", f"{SEVERAL_LANGUAGES}/themes"),
    "themes.remove": ((f"{NETWORK}/themes", r"/remove$"),),
    "wording.event_mail": (
        f"{EVENT}/wording/registration_confirmed",
        "/manage/events/european-social-work-conference/wording/place_offered",
    ),
    "wording.network_mail": (f"{NETWORK}/wording/event_cancelled",),
    "wording.of_event": (f"{EVENT}/wording",),
    "wording.of_network": (f"{NETWORK}/wording",),
}  # fmt: skip
SIGNING_IN = {
    "security.forgot_password", "security.login", "security.mf_recovery", "security.reset_password",
    "security.two_factor_token_validation",
}  # fmt: skip
"""Pages for who is not signed in yet: test_signing_in.py walks through them."""
NO_PAGES = {
    "attendees.answer_file": "a file",
    "attendees.download": "a file",
    "invitations.export": "a file",
    "events.picture": "a picture",
    "materials_manage.download": "a file",
    "security.change_email_confirm": "leads to account.confirm_address",
    "security.mf_recovery_codes": "leads to account.codes until codes are on; test_signing_in.py walks through it",
    "security.tf_select": "leads on: there is one kind of second factor beside passkeys",
    "security.two_factor_rescue": "leads on: recovery codes take its place",
    "security.two_factor_setup": "leads to account.codes",
    "security.wan_delete": "leads to account.show, where passkeys are listed",
}
