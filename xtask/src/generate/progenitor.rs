//! The call into progenitor, and its settings.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use anyhow::{Context, Result, anyhow, bail};
use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use quote::quote;
use schemars::schema::{InstanceType, SchemaObject};

use crate::document;

/// progenitor's one output, in its two halves.
pub(super) struct Parts {
    /// The items of its `types` module.
    pub(super) types: Vec<syn::Item>,
    /// Everything else.
    pub(super) client: Vec<syn::Item>,
}

/// Runs progenitor over the document.
pub(super) fn generate(api: &OpenAPI) -> Result<Parts> {
    let input = document::for_progenitor(api);
    let settings = settings(api)?;
    let tokens = match run(&settings, &input) {
        Ok(tokens) => tokens,
        Err(error) => return Err(name_the_culprit(&settings, &input, error)),
    };
    let file: syn::File = syn::parse2(tokens).context("progenitor's output is not Rust")?;
    let mut parts = Parts { types: Vec::new(), client: Vec::new() };
    for item in file.items {
        match item {
            syn::Item::Mod(module) if module.ident == "types" => {
                let Some((_, items)) = module.content else { bail!("progenitor's types module is empty") };
                parts.types = items;
            }
            other => parts.client.push(other),
        }
    }
    Ok(parts)
}

fn settings(api: &OpenAPI) -> Result<GenerationSettings> {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        // `Expected`: without our hook the crate does not compile. The default would compile and
        // send unsigned requests.
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::seam::Seam))
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq")
        .with_conversion(string_of("decimal"), "::rust_decimal::Decimal", [TypeImpl::Display].into_iter())
        // chrono's own type would fail the whole answer on a date without a zone, and forget the offset.
        .with_conversion(string_of("date-time"), "crate::Timestamp", [TypeImpl::Display].into_iter());
    let replaced = document::open_enums(api)?
        .into_iter()
        .map(|open_enum| open_enum.name)
        .chain(document::hand_written(api));
    for name in replaced {
        settings.with_replacement(
            &name,
            format!("crate::types::{name}"),
            [TypeImpl::Display, TypeImpl::FromStr].into_iter(),
        );
    }
    Ok(settings)
}

fn string_of(format: &str) -> SchemaObject {
    SchemaObject {
        instance_type: Some(InstanceType::String.into()),
        format: Some(format.to_owned()),
        ..SchemaObject::default()
    }
}

/// progenitor reports some faults of a document as errors and asserts on others.
fn run(settings: &GenerationSettings, api: &OpenAPI) -> Result<proc_macro2::TokenStream> {
    match silently(|| Generator::new(settings).generate_tokens(api)) {
        Ok(result) => result.map_err(|error| anyhow!("progenitor: {error}")),
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("no message");
            Err(anyhow!("progenitor panicked: {text}"))
        }
    }
}

thread_local! {
    static IS_SILENT: Cell<bool> = const { Cell::new(false) };
}

/// Catches a panic without the default hook's report: the reader gets one error, which names the place.
/// The hook is the process's, so it is set once and looks at what each thread wants.
fn silently<T>(act: impl FnOnce() -> T) -> std::thread::Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !IS_SILENT.get() {
                report(panic);
            }
        }));
    });
    IS_SILENT.set(true);
    let result = catch_unwind(AssertUnwindSafe(act));
    IS_SILENT.set(false);
    result
}

/// Neither progenitor's errors nor its panics name the operation. Generating each one alone does.
fn name_the_culprit(settings: &GenerationSettings, api: &OpenAPI, error: anyhow::Error) -> anyhow::Error {
    let mut without_paths = api.clone();
    without_paths.paths.paths.clear();
    if let Err(error) = run(settings, &without_paths) {
        return error.context("the fault is in the components, whatever operations use them");
    }
    for (path, item) in &api.paths.paths {
        let mut alone = without_paths.clone();
        alone.paths.paths.insert(path.clone(), item.clone());
        if let Err(error) = run(settings, &alone) {
            let operations: Vec<_> = document::operation_items(&alone)
                .map(|(path, method, operation)| {
                    let id = operation.operation_id.as_deref().unwrap_or("no operationId");
                    format!("{} {path} ({id})", method.to_uppercase())
                })
                .collect();
            return error.context(format!("the fault is in {}", operations.join(", ")));
        }
    }
    error.context("each operation generates alone; the fault is in two of them together")
}
