pub(crate) fn lint(_: &str) -> Vec<String> {
    Vec::new()
}
