//! No object may have two members of one name: the signature covers bytes, and which of the two
//! counts depends on who reads them.

use std::borrow::Cow;

use super::error::{Problem, WebhookError};
use super::json::{Kind, Token};

/// Finds two members of one name in one object, at any depth, whatever their spelling.
pub(super) struct DuplicateCheck<'a> {
    /// The names of all open objects, the innermost last.
    names: Vec<Name<'a>>,
    /// Where each open object's names begin.
    objects: Vec<usize>,
}

/// A name, with a number first that tells most names apart without reading them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name<'a> {
    mark: u64,
    pub(super) text: Cow<'a, str>,
}

impl<'a> Name<'a> {
    fn new(text: Cow<'a, str>) -> Self {
        let bytes = text.as_bytes();
        let first = bytes.first_chunk().map_or_else(|| short(bytes), |word| u64::from_le_bytes(*word));
        let last = bytes.last_chunk().map_or(0, |word| u64::from_le_bytes(*word));
        let mark = first ^ last.rotate_left(29) ^ (bytes.len() as u64) << 56;
        Self { mark, text }
    }
}

/// Fewer than eight bytes as a number.
fn short(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// Up to this many members, comparing those that look alike is faster than sorting. Webhooks have fewer.
const FEW_MEMBERS: usize = 24;

impl<'a> DuplicateCheck<'a> {
    pub(super) fn new() -> Self {
        Self { names: Vec::with_capacity(FEW_MEMBERS), objects: Vec::with_capacity(4) }
    }

    #[inline(always)]
    pub(super) fn visit(&mut self, token: Token, text: &'a str) -> Result<(), WebhookError> {
        match token.kind {
            Kind::Name => self.names.push(Name::new(token.meaning(text))),
            Kind::ObjectStart => self.objects.push(self.names.len()),
            Kind::ObjectEnd => return self.end_object(),
            _ => {}
        }
        Ok(())
    }

    fn end_object(&mut self) -> Result<(), WebhookError> {
        let Some(first) = self.objects.pop() else { return Ok(()) };
        if let Some(name) = duplicate(&self.names[first..]) {
            return Err(Problem::DuplicateMember { name: shorten(&name.text) }.into());
        }
        if !self.objects.is_empty() {
            self.names.truncate(first);
        }
        Ok(())
    }

    /// The names of the outer members, in their order, once the whole body was visited.
    pub(super) fn into_outer(self) -> Vec<Name<'a>> {
        self.names
    }
}

fn duplicate<'n, 'a>(names: &'n [Name<'a>]) -> Option<&'n Name<'a>> {
    if names.len() > FEW_MEMBERS {
        let mut sorted: Vec<&Name<'_>> = names.iter().collect();
        sorted.sort_unstable();
        return sorted.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
    }
    // One bit for each mark met. A name whose bit is not set yet is new, which spares most comparisons.
    let mut met = [0_u64; 4];
    for (index, name) in names.iter().enumerate() {
        let hash = name.mark.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56;
        let (word, bit) = (&mut met[hash as usize / 64], 1 << (hash % 64));
        if *word & bit != 0 && names[..index].contains(name) {
            return Some(name);
        }
        *word |= bit;
    }
    None
}

/// A name short enough for a log line.
fn shorten(name: &str) -> String {
    const LONGEST: usize = 40;
    let mut characters = name.chars();
    let short: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() { short + "…" } else { short }
}

#[cfg(test)]
mod tests {
    use super::super::error::WebhookErrorKind;
    use super::super::json::scan;
    use super::*;

    fn check(text: &str) -> Result<(), WebhookErrorKind> {
        let mut names = DuplicateCheck::new();
        scan(text, &mut |token| names.visit(token, text)).map_err(|error| error.kind())
    }

    #[test]
    fn many_members_are_compared_too() {
        let body = |last: &str| {
            let members: Vec<String> = (0..1000).map(|number| format!("\"m{number}\":0")).collect();
            format!("{{\"nested\":{{{},\"{last}\":0}}}}", members.join(","))
        };
        assert_eq!(check(&body("other")), Ok(()));
        assert_eq!(check(&body("m\\u0035")), Err(WebhookErrorKind::DuplicateMember));
        assert_eq!(check(r#"{"a":{"a":{"b":0}},"b":[{"a":0},{"a":0}]}"#), Ok(()));
    }

    #[test]
    fn names_alike_are_told_apart_at_every_length() {
        let name = "abcdefghijklmnopqrstuvwxyz";
        for length in 0..name.len() {
            let name = &name[..length];
            assert_eq!(
                check(&format!(r#"{{"{name}":0,"b":1,"{name}":2}}"#)),
                Err(WebhookErrorKind::DuplicateMember)
            );
            for at in 0..length {
                let other = format!("{}_{}", &name[..at], &name[at + 1..]);
                assert_eq!(
                    check(&format!(r#"{{"{name}":0,"{other}":1,"{name}{name}_":2}}"#)),
                    Ok(()),
                    "{other}"
                );
            }
        }
    }
}
