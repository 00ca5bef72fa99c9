//! Ids, transaction hashes and addresses, all drawn from one generator: with a seed they come out the same.

use chrono::{DateTime, Utc};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use uuid::{Builder, Uuid};

use crate::addresses::{self, Chain};

/// The beginning of 2026 in milliseconds: from there on, the ids of a seed that have a time count theirs.
const SEEDED_TIME: u64 = 1_767_225_600_000;

#[derive(Debug, Clone)]
pub(crate) struct Ids {
    generator: ChaCha8Rng,
    seeded: bool,
}

impl Ids {
    pub(crate) fn seeded(seed: u64) -> Ids {
        Ids { generator: ChaCha8Rng::seed_from_u64(seed), seeded: true }
    }

    pub(crate) fn random() -> Result<Ids, getrandom::Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)?;
        Ok(Ids { generator: ChaCha8Rng::from_seed(seed), seeded: false })
    }

    /// Where the generator stands, as text.
    pub(crate) fn position(&self) -> (String, String) {
        (hex::encode(self.generator.get_seed()), self.generator.get_word_pos().to_string())
    }

    /// Goes on from a position; `None` if it is none.
    pub(crate) fn at_position(seed: &str, position: &str, seeded: bool) -> Option<Ids> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(seed, &mut bytes).ok()?;
        let mut generator = ChaCha8Rng::from_seed(bytes);
        generator.set_word_pos(position.parse().ok()?);
        Some(Ids { generator, seeded })
    }

    /// Whether they come out the same on every run.
    pub(crate) fn are_seeded(&self) -> bool {
        self.seeded
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.generator.fill_bytes(&mut bytes);
        bytes
    }

    /// A random UUID, as payments, payouts and deposits have.
    pub(crate) fn uuid_v4(&mut self) -> String {
        Builder::from_random_bytes(self.bytes()).into_uuid().to_string()
    }

    /// A UUID that begins with the time, as static wallets have. With a seed the time is one that comes again too: each
    /// is later than the one before.
    pub(crate) fn uuid_v7(&mut self, now: DateTime<Utc>) -> String {
        let millis = if self.seeded {
            SEEDED_TIME + u64::try_from(self.generator.get_word_pos()).unwrap_or_default()
        } else {
            u64::try_from(now.timestamp_millis()).unwrap_or_default()
        };
        let uuid: Uuid = Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid();
        uuid.to_string()
    }

    /// A short id with a prefix, as the Invoice API has.
    pub(crate) fn short(&mut self, prefix: &str) -> String {
        format!("{prefix}_{}", hex::encode(self.bytes::<8>()))
    }

    pub(crate) fn address(&mut self, chain: Chain) -> String {
        addresses::address(chain, &self.bytes())
    }

    pub(crate) fn txid(&mut self, chain: Chain) -> String {
        addresses::txid(chain, &self.bytes())
    }

    /// A height that looks like one.
    pub(crate) fn block_number(&mut self) -> u64 {
        70_000_000 + u64::from(self.generator.next_u32() % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_ids_again_and_another_seed_others() {
        let draw = |seed, now| {
            let mut ids = Ids::seeded(seed);
            (
                ids.uuid_v4(),
                ids.uuid_v7(now),
                ids.short("inv"),
                ids.address(Chain::Tron),
                ids.txid(Chain::Evm),
            )
        };
        let (now, later) = (DateTime::UNIX_EPOCH, DateTime::from_timestamp(1_767_225_600, 0).unwrap());
        assert_eq!(draw(1, now), draw(1, later));
        assert_ne!(draw(1, now), draw(2, now));
    }

    #[test]
    fn wallets_ids_sort_as_they_were_made_with_a_seed_too() {
        let mut ids = Ids::seeded(1);
        let now = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
        let (first, second) = (ids.uuid_v7(now), ids.uuid_v7(now));
        assert!(first < second);
        assert!(Ids::random().unwrap().uuid_v7(now).starts_with("019b76da-a800-7"));
    }

    #[test]
    fn versions_are_4_and_7() {
        let mut ids = Ids::seeded(7);
        let now = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
        assert_eq!(Uuid::parse_str(&ids.uuid_v4()).unwrap().get_version_num(), 4);
        assert_eq!(Uuid::parse_str(&ids.uuid_v7(now)).unwrap().get_version_num(), 7);
    }
}
