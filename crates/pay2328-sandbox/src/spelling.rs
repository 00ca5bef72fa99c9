//! The same JSON text in the spellings that receivers meet: what is signed is compact, what is sent may look otherwise.

use std::fmt::Write as _;

/// How the JSON of a webhook is written on the wire. The signature of the Merchant API is always made over the compact
/// text; a receiver that verifies the bytes it got fails with every other spelling, one that writes the parsed body again
/// as the documentation says does not. The Invoice API signs the bytes that are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Spelling {
    /// Without white space, everything literal: the bytes that are signed.
    #[default]
    Compact,
    /// `/` is written `\/`, as PHP does unless told otherwise.
    EscapedSlashes,
    /// What is not ASCII is written `\uXXXX`, as PHP and Python do unless told otherwise.
    EscapedUnicode,
    /// On lines of its own, indented by four spaces.
    Pretty,
}

impl Spelling {
    /// One of each.
    pub const ALL: &[Spelling] =
        &[Spelling::Compact, Spelling::EscapedSlashes, Spelling::EscapedUnicode, Spelling::Pretty];

    /// The name in control calls and on the command line, such as `escaped_slashes`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Spelling::Compact => "compact",
            Spelling::EscapedSlashes => "escaped_slashes",
            Spelling::EscapedUnicode => "escaped_unicode",
            Spelling::Pretty => "pretty",
        }
    }

    /// The spelling with this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Spelling> {
        Spelling::ALL.iter().copied().find(|spelling| spelling.name() == name)
    }

    /// Writes compact JSON text in this spelling.
    pub(crate) fn spell(self, compact: &str) -> String {
        match self {
            Spelling::Compact => compact.to_owned(),
            // A slash, like anything that is not ASCII, can only be inside a string.
            Spelling::EscapedSlashes => compact.replace('/', "\\/"),
            Spelling::EscapedUnicode => escaped(compact),
            Spelling::Pretty => indented(compact),
        }
    }
}

/// JSON text without the white space between its parts.
pub(crate) fn without_white_space(json: &str) -> String {
    let (mut in_string, mut after_backslash) = (false, false);
    json.chars()
        .filter(|&letter| {
            if in_string {
                in_string = letter != '"' || after_backslash;
                after_backslash = letter == '\\' && !after_backslash;
                return true;
            }
            in_string = letter == '"';
            !letter.is_ascii_whitespace()
        })
        .collect()
}

fn escaped(compact: &str) -> String {
    let mut text = String::with_capacity(compact.len());
    for letter in compact.chars() {
        if letter.is_ascii() {
            text.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

fn indented(compact: &str) -> String {
    let mut text = String::with_capacity(compact.len() * 2);
    let mut depth = 0_usize;
    let (mut in_string, mut after_backslash) = (false, false);
    let new_line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n("    ", depth));
    };
    for letter in compact.chars() {
        if in_string {
            in_string = letter != '"' || after_backslash;
            after_backslash = letter == '\\' && !after_backslash;
            text.push(letter);
            continue;
        }
        match letter {
            '{' | '[' => {
                depth += 1;
                text.push(letter);
                new_line(&mut text, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut text, depth);
                text.push(letter);
            }
            ',' => {
                text.push(letter);
                new_line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            '"' => {
                in_string = true;
                text.push(letter);
            }
            _ => text.push(letter),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_says_the_same() {
        let compact =
            r#"{"url":"http://x/y","text":"Zażółć {\"🦀\"}, [1:2]\\","none":null,"list":[1,{"a":"b"}]}"#;
        let value: serde_json::Value = serde_json::from_str(compact).unwrap();
        for spelling in Spelling::ALL {
            let text = spelling.spell(compact);
            assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value, "{text}");
            assert_eq!(text == compact, *spelling == Spelling::Compact);
            assert_eq!(Spelling::from_name(spelling.name()), Some(*spelling));
        }
        assert!(Spelling::EscapedUnicode.spell(compact).contains("\\ud83e\\udd80"));
        assert!(Spelling::EscapedSlashes.spell(compact).contains("http:\\/\\/x\\/y"));
        assert_eq!(without_white_space(&Spelling::Pretty.spell(compact)), compact);
        assert_eq!(Spelling::Pretty.spell(r#"{"a":"b","c":1}"#), "{\n    \"a\": \"b\",\n    \"c\": 1\n}");
    }
}
