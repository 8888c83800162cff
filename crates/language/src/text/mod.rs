//! The texts that belong to no value of the core: headings, labels, sentences. Each face has its own list, and its own file of messages.

mod console;
mod document;
mod notice;
mod page;
mod portal;
mod sign_in;

use serde::Serialize;

pub use console::ConsoleText;
pub use document::DocumentText;
pub use notice::NoticeText;
pub use page::Text;
pub use portal::PortalText;
pub use sign_in::SignInText;

/// A text of our own. What is put into it, and its words, stand in `locales/en/*.ftl` under the same name with dashes.
pub trait Sentence: Copy + Serialize + 'static {
    /// Every text of its list.
    const EVERY: &'static [Self];

    /// The name of its message.
    #[must_use]
    fn message_key(self) -> String {
        crate::told::wire_name(self)
    }
}

/// Makes a list of texts.
macro_rules! texts {
    ($(#[$doc:meta])* $list:ident: $($name:ident),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $list {
            $( #[doc = concat!("The text `", stringify!($name), "`.")] $name ),+
        }

        impl $crate::Sentence for $list {
            const EVERY: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

use texts;
