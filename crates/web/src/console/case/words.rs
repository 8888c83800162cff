//! What the part of a page that shows a case needs of the page around it.

/// Gives a page with a voice the words its case part asks for.
macro_rules! body_words {
    ($page:ident) => {
        impl $page {
            /// What a picture is called for who does not see it.
            fn picture_of(&self, what: &str) -> String {
                self.voice.text_with(ConsoleText::PictureAlt, &[("what", what.to_owned())])
            }

            /// Who vouched already.
            fn second(&self, names: &str) -> String {
                self.voice.text_with(ConsoleText::TaskSecond, &[("names", names.to_owned())])
            }

            /// Who may do it where the reader may not.
            fn not_yours(&self, who: &str) -> String {
                self.voice.text_with(ConsoleText::TaskNotYours, &[("roles", who.to_owned())])
            }

            /// The name of a bill's item.
            fn item(&self, place: &u8) -> String {
                self.voice.text_with(ConsoleText::BillItem, &[("place", place.to_string())])
            }

            /// What a bill's item may be for.
            fn item_kinds(&self) -> Vec<$crate::console::case::Named> {
                $crate::console::case::Named::every::<masalama_core::effect::ItemKind>(self.voice)
            }

            /// Names one of several forms of a kind.
            fn form_of(&self, kind: &str, seq: &u32) -> String {
                format!("{kind}-{seq}")
            }
        }
    };
}

pub(in crate::console) use body_words;
