//! Local checks of requests, generated from the limits in the document.
//!
//! [`Check::check`] says what the service would refuse, before anything is sent.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;
use rust_decimal::Decimal;

use crate::decimal;

/// A request that knows the documented limits of its members.
pub trait Check {
    /// Looks at every member.
    ///
    /// # Errors
    /// The first [`Violation`], in the order of the document.
    fn check(&self, callbacks: Callbacks) -> Result<(), Violation>;
}

/// Where a callback address may point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callbacks {
    /// Public hosts only: nobody else can reach loopback and private ones.
    Public,
    /// Any host: for a service on this machine.
    AnyHost,
}

/// A member of a request breaks a documented limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    field: &'static str,
    rule: String,
    value: Option<String>,
}

impl Violation {
    /// A violation found by a check outside this crate.
    pub fn new(field: &'static str, rule: impl Into<String>, value: Option<String>) -> Self {
        Self { field, rule: rule.into(), value }
    }

    /// The member's documented name.
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// What it must be.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// What it is, if it was given.
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 60;
        write!(f, "`{}` {}", self.field, self.rule)?;
        match &self.value {
            None => Ok(()),
            Some(value) if value.chars().count() <= SHOWN => write!(f, ", not {value:?}"),
            Some(value) => {
                let head: String = value.chars().take(SHOWN).collect();
                write!(f, ", not {:?}… ({} characters)", head, value.chars().count())
            }
        }
    }
}

impl std::error::Error for Violation {}

type Checked = Result<(), Violation>;

fn violation(field: &'static str, rule: impl Into<String>, value: &dyn fmt::Display) -> Checked {
    Err(Violation { field, rule: rule.into(), value: Some(value.to_string()) })
}

pub(crate) fn max_chars(field: &'static str, limit: usize, value: Option<&str>) -> Checked {
    match value {
        Some(value) if value.chars().count() > limit => {
            violation(field, format!("must have at most {limit} characters"), &value)
        }
        _ => Ok(()),
    }
}

/// Text of nothing but white space says as little as none.
pub(crate) fn not_empty(field: &'static str, value: Option<&str>) -> Checked {
    match value {
        Some(value) if value.trim().is_empty() => violation(field, "must hold more than white space", &value),
        _ => Ok(()),
    }
}

/// A member that can be compared with a bound.
pub(crate) trait Number: fmt::Display {
    fn number(&self) -> Decimal;
}

impl Number for Decimal {
    fn number(&self) -> Decimal {
        *self
    }
}

impl Number for i64 {
    fn number(&self) -> Decimal {
        Decimal::from(*self)
    }
}

/// Bounds are decimal text in the document; one that is not never excludes anything (and a test of the
/// generated table would show it).
fn bound(text: &str) -> Option<Decimal> {
    decimal::parse(text).ok()
}

pub(crate) fn range<T: Number>(field: &'static str, low: &str, high: &str, value: Option<&T>) -> Checked {
    match value {
        Some(value)
            if bound(low).is_some_and(|low| value.number() < low)
                || bound(high).is_some_and(|high| value.number() > high) =>
        {
            violation(field, format!("must be from {low} to {high}"), value)
        }
        _ => Ok(()),
    }
}

pub(crate) fn above<T: Number>(field: &'static str, low: &str, value: Option<&T>) -> Checked {
    match value {
        Some(value) if bound(low).is_some_and(|low| value.number() <= low) => {
            violation(field, format!("must be more than {low}"), value)
        }
        _ => Ok(()),
    }
}

fn http_url(field: &'static str, value: Option<&str>) -> Checked {
    let Some(text) = value else { return Ok(()) };
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(()),
        _ => violation(field, "must be an http or https address", &text),
    }
}

pub(crate) fn callback(field: &'static str, callbacks: Callbacks, value: Option<&str>) -> Checked {
    http_url(field, value)?;
    if callbacks == Callbacks::AnyHost {
        return Ok(());
    }
    let Some(text) = value else { return Ok(()) };
    let private = match Url::parse(text).ok().as_ref().and_then(Url::host_str) {
        None => true,
        Some(host) => {
            let bare = host.trim_matches(['[', ']']).trim_end_matches('.');
            match bare.parse::<IpAddr>() {
                Ok(address) => is_private(address),
                Err(_) => bare == "localhost" || bare.ends_with(".localhost"),
            }
        }
    };
    if private {
        return violation(
            field,
            "must be on a public host (a loopback or private one cannot be reached)",
            &text,
        );
    }
    Ok(())
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            address.is_loopback()
                || address.is_private()
                || address.is_link_local()
                || address.is_unspecified()
        }
        IpAddr::V6(address) => {
            address.is_loopback()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.is_unspecified()
                || address.to_ipv4_mapped().is_some_and(|address| is_private(IpAddr::V4(address)))
        }
    }
}

pub(crate) fn none_of(field: &'static str, refused: &[&str], value: Option<&str>) -> Checked {
    match value {
        Some(value) if refused.contains(&value) => violation(
            field,
            format!("must be none of {} (the service does not take it here)", refused.join(", ")),
            &value,
        ),
        _ => Ok(()),
    }
}

pub(crate) fn only_for<T: fmt::Display>(
    field: &'static str,
    value: Option<&T>,
    other: &str,
    allowed: &[&str],
    other_value: Option<&str>,
) -> Checked {
    match (value, other_value) {
        (Some(value), Some(found)) if !allowed.contains(&found) => violation(
            field,
            format!("must be left out unless `{other}` is {} (it is {found})", allowed.join(" or ")),
            value,
        ),
        _ => Ok(()),
    }
}

pub(crate) fn at_least_one_of(fields: &[&'static str], given: &[bool]) -> Checked {
    if given.contains(&true) {
        return Ok(());
    }
    let others: Vec<_> = fields.iter().skip(1).map(|field| format!("`{field}`")).collect();
    Err(Violation {
        field: fields.first().copied().unwrap_or_default(),
        rule: format!("or {} must be given", others.join(" or ")),
        value: None,
    })
}
