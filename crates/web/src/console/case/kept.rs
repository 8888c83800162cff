//! What was typed in a form that could not be done, to stand there again.

use super::Body;

/// What was typed in a form that could not be done, to stand there again.
pub(in crate::console) struct Kept {
    /// The form.
    form: String,
    /// What was typed: name and value of each field.
    fields: Vec<(String, String)>,
}

impl Kept {
    /// The note that was typed in this form.
    pub(in crate::console) fn of(form: impl Into<String>, note: impl Into<String>) -> Self {
        Self { form: form.into(), fields: vec![("note".to_owned(), note.into())] }
    }

    /// What was typed in the fields of this form.
    pub(in crate::console) fn with<N: Into<String>>(
        form: impl Into<String>,
        fields: impl IntoIterator<Item = (N, String)>,
    ) -> Self {
        let fields = fields.into_iter().map(|(name, value)| (name.into(), value)).collect();
        Self { form: form.into(), fields }
    }
}

impl Body {
    /// The note that was typed in this form before it could not be done.
    pub(in crate::console) fn typed(&self, form: &str) -> &str {
        self.typed_in(form, "note")
    }

    /// What was typed then in a field of this form.
    pub(in crate::console) fn typed_in(&self, form: &str, name: &str) -> &str {
        let kept = self.kept.as_ref().filter(|kept| kept.form == form);
        let field = kept.and_then(|kept| kept.fields.iter().find(|(known, _)| known == name));
        field.map_or("", |(_, value)| value.as_str())
    }

    /// The same in a field that stands several times.
    pub(in crate::console) fn typed_at(&self, form: &str, name: &str, place: &u8) -> &str {
        self.typed_in(form, &format!("{name}-{place}"))
    }

    /// Was this form sent and not done? Then it is open.
    pub(in crate::console) fn is_kept(&self, form: &str) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.form == form)
    }
}
