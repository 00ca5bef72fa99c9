//! Each operation over real sockets, against the sandbox.
