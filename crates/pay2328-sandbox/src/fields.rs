//! Reads the members of a request body, collecting every problem before the request is refused.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use http::StatusCode;
use rust_decimal::Decimal;
use serde_json::value::RawValue;

use crate::answer::Refusal;
use crate::money;

/// The members of one JSON object. A reader that finds a problem notes it and returns nothing; [`Fields::finish`] then
/// refuses the request with all of them. A null counts as absent. Members nobody asks for are tolerated, as the service
/// does, but not in control calls.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    members: HashMap<String, Box<RawValue>>,
    problems: BTreeMap<&'static str, Vec<String>>,
    /// The members asked for so far.
    known: BTreeSet<&'static str>,
    /// Whether a member that nobody has asked for is a problem.
    all_known: bool,
}

impl Fields {
    pub(crate) fn parse(body: &[u8]) -> Result<Fields, Refusal> {
        let not_an_object = |detail: &str| {
            Refusal::new(StatusCode::BAD_REQUEST, format!("The body must be a JSON object: {detail}."))
        };
        if body.is_empty() {
            return Err(not_an_object("it is empty"));
        }
        match serde_json::from_slice(body) {
            Ok(members) => Ok(Fields { members, ..Fields::default() }),
            Err(error) => Err(not_an_object(&error.to_string())),
        }
    }

    /// As [`Fields::parse`], but a member that nobody asks for is refused: it is a slip of the pen.
    pub(crate) fn parse_all(body: &[u8]) -> Result<Fields, Refusal> {
        Ok(Fields { all_known: true, ..Fields::parse(body)? })
    }

    /// For requests without a body.
    pub(crate) fn none() -> Fields {
        Fields::default()
    }

    pub(crate) fn problem(&mut self, field: &'static str, problem: impl Into<String>) {
        self.problems.entry(field).or_default().push(problem.into());
    }

    pub(crate) fn finish(&mut self) -> Result<(), Refusal> {
        let problems = std::mem::take(&mut self.problems);
        let unknown =
            self.members.keys().filter(|name| self.all_known && !self.known.contains(name.as_str()));
        if let Some(name) = unknown.min() {
            let known: Vec<&str> = self.known.iter().copied().collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let message = format!("There is no member {name:?} here; what there is: {known}.");
            return Err(Refusal { message, ..Refusal::fields(problems) });
        }
        if problems.is_empty() { Ok(()) } else { Err(Refusal::fields(problems)) }
    }

    /// The JSON text of a member that is there and not null.
    fn raw(&mut self, name: &'static str) -> Option<&str> {
        self.known.insert(name);
        self.members.get(name).map(|raw| raw.get()).filter(|raw| *raw != "null")
    }

    fn require<T: Default>(&mut self, name: &'static str, value: Option<T>) -> T {
        // A member that is there but wrong has been noted by its reader.
        if value.is_none() && self.raw(name).is_none() {
            self.problem(name, "Is required.");
        }
        value.unwrap_or_default()
    }

    /// A text of 1 to `max` characters.
    pub(crate) fn text(&mut self, name: &'static str, max: usize) -> Option<String> {
        let raw = self.raw(name)?;
        match serde_json::from_str::<String>(raw) {
            Err(_) if raw.starts_with('"') => {
                self.problem(name, "Has half of a surrogate pair: it is no Unicode text.");
            }
            Err(_) => self.problem(name, "Must be a string."),
            Ok(text) if text.is_empty() => self.problem(name, "Must not be empty."),
            Ok(text) if text.chars().count() > max => {
                self.problem(name, format!("Must not be longer than {max} characters."));
            }
            Ok(text) => return Some(text),
        }
        None
    }

    pub(crate) fn required_text(&mut self, name: &'static str, max: usize) -> String {
        let text = self.text(name, max);
        self.require(name, text)
    }

    /// One of a few words.
    pub(crate) fn word(&mut self, name: &'static str, words: &[&'static str]) -> Option<&'static str> {
        let text = self.text(name, 64)?;
        let word = words.iter().copied().find(|word| *word == text);
        if word.is_none() {
            self.problem(name, format!("Must be one of: {}.", words.join(", ")));
        }
        word
    }

    pub(crate) fn required_word(&mut self, name: &'static str, words: &[&'static str]) -> &'static str {
        let word = self.word(name, words);
        self.require(name, word)
    }

    /// An http or https address.
    pub(crate) fn url(&mut self, name: &'static str) -> Option<String> {
        let text = self.text(name, 2048)?;
        match url::Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Some(text),
            _ => {
                self.problem(name, "Must be an http or https URL.");
                None
            }
        }
    }

    pub(crate) fn required_url(&mut self, name: &'static str) -> String {
        let url = self.url(name);
        self.require(name, url)
    }

    /// The spelling of a decimal, written as a string or as a number.
    fn decimal_text(&mut self, name: &'static str) -> Option<String> {
        let raw = self.raw(name)?;
        if raw.starts_with('"') {
            return self.text(name, 128);
        }
        if raw.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
            return Some(raw.to_owned());
        }
        self.problem(name, "Must be a decimal number, as a string or a number.");
        None
    }

    /// An amount of money above zero with at most `max_scale` decimals, written as a string or as a number.
    pub(crate) fn amount(&mut self, name: &'static str, max_scale: u32) -> Option<Decimal> {
        let text = self.decimal_text(name)?;
        let is_number = self.raw(name).is_some_and(|raw| !raw.starts_with('"'));
        let amount = if is_number { money::number } else { money::amount };
        match amount(&text, max_scale) {
            Ok(amount) => Some(amount),
            Err(problem) => {
                self.problem(name, problem.to_string());
                None
            }
        }
    }

    pub(crate) fn required_amount(&mut self, name: &'static str, max_scale: u32) -> Decimal {
        let amount = self.amount(name, max_scale);
        self.require(name, amount)
    }

    /// An amount that has to be written as a string.
    pub(crate) fn required_amount_text(&mut self, name: &'static str, max_scale: u32) -> Decimal {
        if self.raw(name).is_some_and(|raw| !raw.starts_with('"')) {
            self.problem(name, "Must be a string.");
            return Decimal::ZERO;
        }
        self.required_amount(name, max_scale)
    }

    /// A percentage within bounds, with at most 4 decimals.
    pub(crate) fn percent(&mut self, name: &'static str, min: i64, max: i64) -> Option<Decimal> {
        let text = self.decimal_text(name)?;
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.as_str()),
        };
        let value = money::plain(digits).filter(|value| value.scale() <= 4);
        let value = value.map(|value| if negative { -value } else { value });
        match value {
            Some(value) if (Decimal::from(min)..=Decimal::from(max)).contains(&value) => Some(value),
            _ => {
                self.problem(name, format!("Must be a number from {min} to {max} with at most 4 decimals."));
                None
            }
        }
    }

    /// A whole number within bounds.
    pub(crate) fn integer(&mut self, name: &'static str, min: i64, max: i64) -> Option<i64> {
        let raw = self.raw(name)?;
        match serde_json::from_str::<i64>(raw) {
            Err(_) => self.problem(name, "Must be an integer."),
            Ok(value) if value < min || value > max => {
                self.problem(name, format!("Must be from {min} to {max}."));
            }
            Ok(value) => return Some(value),
        }
        None
    }

    pub(crate) fn boolean(&mut self, name: &'static str) -> Option<bool> {
        let value = serde_json::from_str(self.raw(name)?).ok();
        if value.is_none() {
            self.problem(name, "Must be true or false.");
        }
        value
    }

    pub(crate) fn required_integer(&mut self, name: &'static str, min: i64, max: i64) -> i64 {
        let value = self.integer(name, min, max);
        self.require(name, value)
    }

    /// A calendar day, `YYYY-MM-DD`.
    pub(crate) fn date(&mut self, name: &'static str) -> Option<NaiveDate> {
        let text = self.text(name, 32)?;
        let date = (text.len() == 10).then(|| NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()).flatten();
        if date.is_none() {
            self.problem(name, "Must be a date in the form YYYY-MM-DD.");
        }
        date
    }

    /// `date_from` and `date_to`, both inclusive.
    pub(crate) fn dates(&mut self) -> Dates {
        let dates = Dates { from: self.date("date_from"), to: self.date("date_to") };
        if let (Some(from), Some(to)) = (dates.from, dates.to)
            && to < from
        {
            self.problem("date_to", "Must not be before date_from.");
        }
        dates
    }

    /// `page` and `per_page`.
    pub(crate) fn page(&mut self, default: i64, max: i64) -> Page {
        let number = self.integer("page", 1, i64::from(u32::MAX)).unwrap_or(1);
        let size = self.integer("per_page", 1, max).unwrap_or(default);
        Page { number: number.unsigned_abs(), size: size.unsigned_abs() }
    }
}

/// An inclusive range of days, open where nothing is given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dates {
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
}

impl Dates {
    pub(crate) fn contain(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
    }
}

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    pub(crate) number: u64,
    pub(crate) size: u64,
}

impl Page {
    /// How many items come before this page.
    pub(crate) fn skip(self) -> usize {
        usize::try_from((self.number - 1).saturating_mul(self.size)).unwrap_or(usize::MAX)
    }

    pub(crate) fn take(self) -> usize {
        usize::try_from(self.size).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(body: &str, read: impl FnOnce(&mut Fields)) -> Option<String> {
        let mut fields = Fields::parse(body.as_bytes()).unwrap();
        read(&mut fields);
        let refusal = fields.finish().err()?;
        assert_eq!(refusal.status, StatusCode::UNPROCESSABLE_ENTITY);
        Some(refusal.errors["f"].join(" "))
    }

    #[test]
    fn a_body_is_an_object() {
        for body in ["", "[]", "1", "null", "{", "{\"a\":1} x", "{\"a\":01}", "\u{feff}{}"] {
            assert_eq!(Fields::parse(body.as_bytes()).unwrap_err().status, StatusCode::BAD_REQUEST, "{body}");
        }
    }

    #[test]
    fn texts() {
        let read = |body| problem(body, |fields| _ = fields.required_text("f", 3));
        assert_eq!(read(r#"{"f":"абв"}"#), None);
        assert_eq!(read(r#"{"f":"абвг"}"#).unwrap(), "Must not be longer than 3 characters.");
        assert_eq!(read(r#"{"f":null}"#).unwrap(), "Is required.");
        assert_eq!(read(r#"{}"#).unwrap(), "Is required.");
        assert_eq!(read(r#"{"f":""}"#).unwrap(), "Must not be empty.");
        assert_eq!(read(r#"{"f":1}"#).unwrap(), "Must be a string.");
        let half = "Has half of a surrogate pair: it is no Unicode text.";
        assert_eq!(read(r#"{"f":"\ud800"}"#).unwrap(), half);
    }

    #[test]
    fn members_nobody_asks_for_are_refused_where_all_have_to_be_known() {
        let finish = |mut fields: Fields| {
            fields.text("amount", 9);
            fields.text("network", 9);
            fields.finish()
        };
        let body = br#"{"amount":"1","amont":"2"}"#;
        assert!(finish(Fields::parse(body).unwrap()).is_ok());
        let refusal = finish(Fields::parse_all(body).unwrap()).unwrap_err();
        assert_eq!(refusal.message, "There is no member \"amont\" here; what there is: amount, network.");
        assert!(finish(Fields::parse_all(br#"{"amount":"1"}"#).unwrap()).is_ok());
    }

    #[test]
    fn amounts_keep_their_spelling_as_string_or_number() {
        for body in [r#"{"f":"10.10"}"#, r#"{"f":10.10}"#] {
            let mut fields = Fields::parse(body.as_bytes()).unwrap();
            assert_eq!(fields.required_amount("f", 8).to_string(), "10.10");
            assert!(fields.finish().is_ok());
        }
        let mut fields = Fields::parse(br#"{"f":1.5e2}"#).unwrap();
        assert_eq!(fields.required_amount("f", 8), Decimal::from(150));
        let read = |body| problem(body, |fields| _ = fields.required_amount("f", 8));
        assert_eq!(read(r#"{"f":true}"#).unwrap(), "Must be a decimal number, as a string or a number.");
        assert_eq!(read(r#"{"f":"1e2"}"#).unwrap(), "Must be a decimal number such as \"10.50\".");
        for negative in [r#"{"f":-5}"#, r#"{"f":"-5"}"#, r#"{"f":-0}"#, r#"{"f":-1e-5}"#, r#"{"f":0e400}"#] {
            assert_eq!(read(negative).unwrap(), "Must be greater than 0.", "{negative}");
        }
        assert_eq!(read(r#"{"f":1e400}"#).unwrap(), "Is too large.");
        assert_eq!(read(r#"{"f":1e-400}"#).unwrap(), "Has too many decimals.");
        assert_eq!(read(r#"{"f":0}"#).unwrap(), "Must be greater than 0.");
        assert_eq!(read(r#"{"f":1e30}"#).unwrap(), "Is too large.");
        let strict = |body| problem(body, |fields| _ = fields.required_amount_text("f", 8));
        assert_eq!(strict(r#"{"f":5}"#).unwrap(), "Must be a string.");
        assert_eq!(strict("{}").unwrap(), "Is required.");
    }

    #[test]
    fn percentages_integers_dates_urls() {
        let percent = |body| problem(body, |fields| _ = fields.percent("f", -99, 100));
        assert_eq!(percent(r#"{"f":-99}"#), None);
        assert_eq!(percent(r#"{"f":"12.5"}"#), None);
        assert!(percent(r#"{"f":-100}"#).is_some());
        let integer = |body| problem(body, |fields| _ = fields.integer("f", 300, 86400));
        assert_eq!(integer(r#"{"f":300}"#), None);
        assert!(integer(r#"{"f":299}"#).is_some());
        assert!(integer(r#"{"f":"300"}"#).is_some());
        assert!(integer(r#"{"f":300.5}"#).is_some());
        let date = |body| problem(body, |fields| _ = fields.date("f"));
        assert_eq!(date(r#"{"f":"2026-02-28"}"#), None);
        assert!(date(r#"{"f":"2026-02-30"}"#).is_some());
        assert!(date(r#"{"f":"2026-2-3"}"#).is_some());
        let url = |body| problem(body, |fields| _ = fields.url("f"));
        assert_eq!(url(r#"{"f":"http://127.0.0.1:80/x"}"#), None);
        assert!(url(r#"{"f":"ftp://host/"}"#).is_some());
        assert!(url(r#"{"f":"nowhere"}"#).is_some());
    }
}
