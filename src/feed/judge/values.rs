//! Numbers, languages, media types and addresses of mail: what is wrong with one.

use crate::feed::judge::court::shown;
use crate::feed::judge::date::Fault;
use crate::model::language::Language;

/// What is wrong with a whole number that must be `least` or more.
pub(super) fn judge_number(value: &str, what: &str, least: u64) -> Option<Fault> {
    let number = value.parse::<u64>().ok().filter(|number| *number >= least);
    let is_plain = value.bytes().all(|byte| byte.is_ascii_digit());
    (number.is_none() || !is_plain).then(|| Fault {
        rule: "number-invalid",
        message: format!(
            "`{what}` must be a whole number from {least} on, not `{}`",
            shown(value)
        ),
    })
}

/// What is wrong with a language.
pub(super) fn judge_language(value: &str) -> Option<Fault> {
    let is_known =
        !value.contains('_') && value.trim() == value && Language::parse(value).is_some();
    (!is_known).then(|| Fault {
        rule: "language-invalid",
        message: format!(
            "`{}` is no language tag: `en` and `fr-CH` are",
            shown(value)
        ),
    })
}

/// Whether `value` is a media type (RFC 2045, 5.1).
pub(super) fn is_mime(value: &str) -> bool {
    let is_token = |token: &str| {
        !token.is_empty()
            && token
                .chars()
                .all(|sign| sign.is_ascii_graphic() && !"()<>@,;:\\\"/[]?=".contains(sign))
    };
    let mut parts = value.trim().split(';');
    let Some((kind, name)) = parts.next().and_then(|own| own.trim().split_once('/')) else {
        return false;
    };
    let is_parameter = |part: &str| {
        part.trim()
            .split_once('=')
            .is_some_and(|(name, value)| is_token(name) && !value.is_empty())
    };
    is_token(kind) && is_token(name) && parts.all(is_parameter)
}

/// What is wrong with an address of mail.
pub(super) fn judge_email(value: &str) -> Option<Fault> {
    let is_local = |local: &str| {
        !local.is_empty()
            && local
                .chars()
                .all(|sign| sign.is_alphanumeric() || "_-+.'%!#$&*/=?^`{|}~".contains(sign))
    };
    let is_host = |host: &str| {
        host.contains('.')
            && host.split('.').all(|part| {
                !part.is_empty()
                    && part
                        .chars()
                        .all(|sign| sign.is_alphanumeric() || sign == '-')
            })
    };
    let is_mail = value
        .rsplit_once('@')
        .is_some_and(|(local, host)| is_local(local) && is_host(host));
    (!is_mail).then(|| Fault {
        rule: "email-invalid",
        message: format!("`{}` is no address of mail", shown(value)),
    })
}

/// What is wrong with an address of mail with a name in brackets behind it.
pub(super) fn judge_contact(value: &str) -> Option<Fault> {
    let value = value.strip_prefix("mailto:").unwrap_or(value);
    match value
        .split_once(" (")
        .and_then(|(mail, name)| Some((mail, name.strip_suffix(')')?)))
    {
        Some((mail, _)) => judge_email(mail.trim()),
        None if judge_email(value).is_none() || (value.contains('@') && value.contains(' ')) => {
            Some(Fault {
                rule: "email-name",
                message: format!(
                    "`{}` has no name in brackets behind the address",
                    shown(value)
                ),
            })
        }
        None => judge_email(value),
    }
}
