//! What the operation table says of each operation.

/// One operation of the API, as the document describes it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path below the API's base address, with `{name}` where an argument goes.
    pub path: &'static str,
    /// Which credential it needs.
    pub key: Key,
    /// Whether it may be sent again.
    pub retry: RetryClass,
    /// The members of the request by which the service recognises a repetition: what makes
    /// [`RetryClass::Keyed`] true, as long as all of them are there. Empty for every other class.
    pub idempotency_fields: &'static [&'static str],
    /// How its answer is split into pages, if it is.
    pub paging: Option<Paging>,
}

impl Operation {
    /// An operation the document does not describe. It has no method and no path of its own.
    pub const fn custom(id: &'static str, key: Key, retry: RetryClass) -> Self {
        Self { id, method: "", path: "", key, retry, idempotency_fields: &[], paging: None }
    }
}

/// Which credential an operation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Key {
    /// Signed with the API key of a project.
    Api,
    /// Signed with the Payout API key of a project.
    Payout,
    /// The Invoice API's `X-Api-Key`.
    Invoice,
    /// None: public.
    None,
}

/// What happens when the same request arrives twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryClass {
    /// It only reads: nothing happens.
    Read,
    /// It carries the caller's own key: the service returns what the first one made.
    Keyed,
    /// It sets a state: setting it again changes nothing.
    Idempotent,
    /// It would be done twice.
    Never,
}

/// How a list is split into pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// The shape of the `paginate` member.
    pub style: PagingStyle,
    /// Items on a page when the request names no size.
    pub default_size: i64,
    /// The largest size the service accepts.
    pub max_size: i64,
}

/// The two shapes of the `paginate` member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagingStyle {
    /// With totals and `has_more`.
    Total,
    /// With a flag only, and no total.
    Flag,
}
