#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| pay2328_test_support::properties::event(input));
