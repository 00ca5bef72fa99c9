//! Many snapshots in one test.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Looks at every snapshot before it fails, so that one run leaves all that are new.
pub(crate) fn assert_all(snapshots: impl IntoIterator<Item = (String, String)>) {
    let mut different = Vec::new();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for (name, text) in snapshots {
            let look = AssertUnwindSafe(|| insta::assert_snapshot!(name.clone(), text));
            if catch_unwind(look).is_err() {
                different.push(name);
            }
        }
    });
    assert!(different.is_empty(), "{} snapshots are different: {}", different.len(), different.join(", "));
}
