//! Everything that is logged or traced, by whichever crate, at whichever level.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// A span's fields, or an event with its fields.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) level: Level,
    pub(crate) target: String,
    pub(crate) text: String,
}

#[derive(Clone, Default)]
pub(crate) struct Capture(Arc<Mutex<Vec<Entry>>>);

impl Capture {
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.0.lock().unwrap().clone()
    }

    fn add(&self, level: Level, target: &str, kind: &str, fields: Fields) {
        let entry = Entry { level, target: target.to_owned(), text: format!("{kind}{}", fields.0) };
        self.0.lock().unwrap().push(entry);
    }
}

#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "\n  {} = {value:?}", field.name());
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Capture {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let mut fields = Fields::default();
        span.record(&mut fields);
        let metadata = span.metadata();
        self.add(*metadata.level(), metadata.target(), &format!("span {}", metadata.name()), fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        let metadata = context.metadata(id).expect("the span is there");
        self.add(*metadata.level(), metadata.target(), &format!("recorded in {}", metadata.name()), fields);
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let metadata = event.metadata();
        self.add(*metadata.level(), metadata.target(), "event", fields);
    }
}
