//! Bodies that break one rule of issues, each beside one that does not.

/// A rule, a body that breaks it and no other, and one that is nearly the same and good.
pub(super) const CASES: &[(&str, &str, &str)] = &[
    (
        "issue-link-relative",
        "<a href=\"/about\" style=\"color:#0b5568\">more</a>",
        "<a href=\"mailto:a@a.example\" style=\"color:#0b5568\">more</a>",
    ),
    (
        "issue-link-relative",
        "<img src=\"/x.png\" width=\"9\" height=\"9\" alt=\"A boat\">",
        "<img src=\"cid:1@a.example\" width=\"9\" height=\"9\" alt=\"A boat\">",
    ),
    (
        "issue-link-scheme",
        "<a href=\"javascript:alert(1)\" style=\"color:#0b5568\">more</a>",
        "<a href=\"tel:+123\" style=\"color:#0b5568\">more</a>",
    ),
    (
        "issue-link-scheme",
        "<img src=\"data:image/png;base64,xx\" width=\"9\" height=\"9\" alt=\"A boat\">",
        "<img src=\"https://a.example/x.png\" width=\"9\" height=\"9\" alt=\"A boat\">",
    ),
    (
        "issue-link-dead",
        "<a href=\"#fn1\" style=\"color:#0b5568\">1</a>",
        "<a href=\"#fn1\" style=\"color:#0b5568\">1</a><p id=\"fn1\">Note</p>",
    ),
    (
        "issue-link-mismatch",
        "<a href=\"https://evil.example/?https://a.example/1\" style=\"color:#0b5568\">https://bank.example/</a>",
        "<a href=\"https://a.example/1\" style=\"color:#0b5568\">www.a.example</a>",
    ),
    (
        "issue-image-alt",
        "<img src=\"https://a.example/x.png\" width=\"9\" height=\"9\">",
        "<img src=\"https://a.example/x.png\" width=\"9\" height=\"9\" alt=\"\">",
    ),
    (
        "issue-image-alt",
        "<a href=\"mailto:a@a.example\"><img src=\"https://a.example/x.png\" width=\"9\" height=\"9\" alt=\"\"></a>",
        "<a href=\"mailto:a@a.example\" style=\"color:#0b5568\"><img src=\"https://a.example/x.png\" width=\"9\" height=\"9\" alt=\"\"> Boats</a>",
    ),
    (
        "issue-image-size",
        "<img src=\"https://a.example/x.png\" width=\"90\" alt=\"A boat\">",
        "<img src=\"https://a.example/x.png\" style=\"width:90px;height:20px\" alt=\"A boat\">",
    ),
    (
        "issue-pixel",
        "<img src=\"https://a.example/x.gif\" width=\"1\" height=\"1\" alt=\"\">",
        "<img src=\"https://a.example/x.gif\" width=\"600\" height=\"1\" alt=\"\">",
    ),
    (
        "issue-active",
        "<form action=\"https://a.example/\"></form>",
        "<p>No form.</p>",
    ),
    (
        "issue-active",
        "<p onclick=\"x()\">Text</p>",
        "<p title=\"on\">Text</p>",
    ),
    ("issue-active", "<script>x()</script>", ""),
    (
        "issue-active",
        "<iframe src=\"https://a.example/\"></iframe>",
        "",
    ),
    (
        "issue-remote",
        "<link rel=\"stylesheet\" href=\"https://a.example/x.css\">",
        "",
    ),
    (
        "issue-remote",
        "<style>@font-face { font-family: X; src: url(https://a.example/x.woff2) }</style>",
        "<style>@font-face { font-family: X; src: local(Georgia) }</style>",
    ),
    (
        "issue-contrast",
        "<p style=\"color:#999999\">Pale</p>",
        "<p style=\"color:#666666\">Dark enough</p>",
    ),
    (
        "issue-contrast",
        "<table><tr><td bgcolor=\"#ffff00\"><font color=\"white\">Pale</font></td></tr></table>",
        "<p style=\"color:#888888;font-size:24px\">Large</p>",
    ),
    (
        "issue-contrast-dark",
        "<style>@media (prefers-color-scheme: dark) { body { background-color: #111111 !important } }</style>",
        "<style>@media (prefers-color-scheme: dark) { body { background-color: #111111 !important; color: #eeeeee !important } a { color: #7fd0e4 !important } }</style>",
    ),
    (
        "issue-contrast-forced",
        "<p style=\"background-color:#777777;color:#000000\">In the middle</p>",
        "<p style=\"background-color:#0b5568;color:#ffffff\">Clearly dark</p>",
    ),
    (
        "issue-support",
        "<div style=\"display:flex\">x</div>",
        "<!--[if !mso]><!--><div style=\"display:flex\">x</div><!--<![endif]-->",
    ),
    (
        "issue-support",
        "<div style=\"background-image:url(https://a.example/x.png)\">x</div>",
        "<div style=\"background-image:url(https://a.example/x.png);background-color:#eeeeee\">x</div>",
    ),
    (
        "issue-support",
        "<p style=\"font-size:1.2rem\">x</p>",
        "<p style=\"font-size:19px;font-size:1.2rem\">x</p>",
    ),
    (
        "issue-support",
        "<div style=\"max-width:600px\">x</div>",
        "<table width=\"600\" style=\"max-width:600px\"><tr><td>x</td></tr></table>",
    ),
    (
        "issue-support",
        "<img src=\"https://a.example/x.webp\" width=\"9\" height=\"9\" alt=\"A boat\">",
        "<img src=\"https://a.example/x.jpg\" width=\"9\" height=\"9\" alt=\"A boat\">",
    ),
];
