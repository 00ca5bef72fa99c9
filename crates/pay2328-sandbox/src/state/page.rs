//! The two shapes in which the Merchant API pages its lists.

use serde::Serialize;

use crate::fields::Page;

/// A page of items with what says where it stands.
#[derive(Debug, Serialize)]
pub(crate) struct Listed<T, P> {
    items: Vec<T>,
    paginate: P,
}

/// With a total: payments and static wallets.
#[derive(Debug, Serialize)]
pub(crate) struct FullPages {
    count: usize,
    current_page: u64,
    per_page: u64,
    total: usize,
    total_pages: usize,
    has_more: bool,
}

/// Without one: a wallet's transactions. `count` is the number of items on this page, `hasPages` whether any follow.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShortPages {
    count: usize,
    has_pages: bool,
    per_page: u64,
    page: u64,
}

impl<T> Listed<T, FullPages> {
    pub(crate) fn full<S>(
        wanted: impl Iterator<Item = S> + Clone,
        page: Page,
        show: impl FnMut(S) -> T,
    ) -> Self {
        let total = wanted.clone().count();
        let items: Vec<T> = wanted.skip(page.skip()).take(page.take()).map(show).collect();
        let total_pages = total.div_ceil(page.take()).max(1);
        let paginate = FullPages {
            count: items.len(),
            current_page: page.number,
            per_page: page.size,
            total,
            total_pages,
            has_more: page.number < total_pages as u64,
        };
        Listed { items, paginate }
    }
}

impl<T> Listed<T, ShortPages> {
    pub(crate) fn short<S>(wanted: impl Iterator<Item = S>, page: Page, show: impl FnMut(S) -> T) -> Self {
        let mut rest = wanted.skip(page.skip());
        let items: Vec<T> = rest.by_ref().take(page.take()).map(show).collect();
        let paginate = ShortPages {
            count: items.len(),
            has_pages: rest.next().is_some(),
            per_page: page.size,
            page: page.number,
        };
        Listed { items, paginate }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_items_three_to_a_page() {
        let items = [1, 2, 3, 4, 5, 6, 7];
        let page = |number| Page { number, size: 3 };
        let full = |number| Listed::full(items.iter(), page(number), |item| *item);
        let json = serde_json::to_string(&full(3)).unwrap();
        assert_eq!(
            json,
            r#"{"items":[7],"paginate":{"count":1,"current_page":3,"per_page":3,"total":7,"total_pages":3,"has_more":false}}"#
        );
        assert!(full(2).paginate.has_more);
        assert!(full(4).items.is_empty() && !full(4).paginate.has_more);

        let short = |number| Listed::short(items.iter(), page(number), |item| *item);
        let json = serde_json::to_string(&short(2)).unwrap();
        assert_eq!(json, r#"{"items":[4,5,6],"paginate":{"count":3,"hasPages":true,"perPage":3,"page":2}}"#);
        assert!(!short(3).paginate.has_pages);
        assert!(short(u64::MAX).items.is_empty());
    }
}
