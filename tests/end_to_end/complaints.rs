//! One test for each complaint users of such SDKs make most.
