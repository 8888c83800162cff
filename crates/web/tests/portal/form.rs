//! A form as a page holds it: each field with what it would send if nobody touched it.

/// The fields of the form that is sent to `place`, in the page's order. The token is left out: the browser adds it.
pub(crate) fn fields(page: &str, place: &str) -> Vec<(String, String)> {
    let begin = page
        .find(&format!("<form method=\"post\" action=\"{place}\""))
        .unwrap_or_else(|| panic!("no form to {place}: {page}"));
    let form = &page[begin..begin + page[begin..].find("</form>").unwrap()];
    let mut fields = Vec::new();
    let mut rest = form;
    while let Some(at) = rest.find(['<']) {
        rest = &rest[at + 1..];
        let tag = &rest[..rest.find('>').unwrap()];
        match tag.split([' ', '\n']).next().unwrap() {
            "input" => match attribute(tag, "type").as_str() {
                "radio" | "checkbox" if !tag.contains(" checked") => {}
                "file" => {}
                _ => fields.push((attribute(tag, "name"), attribute(tag, "value"))),
            },
            "select" => {
                let list = &rest[..rest.find("</select>").unwrap()];
                let chosen = list
                    .split("<option")
                    .skip(1)
                    .find(|option| option.split('>').next().unwrap().contains(" selected"));
                let chosen = chosen.or_else(|| list.split("<option").nth(1)).unwrap();
                fields.push((attribute(tag, "name"), attribute(chosen, "value")));
            }
            "textarea" => {
                let text = &rest[tag.len() + 1..rest.find("</textarea>").unwrap()];
                fields.push((attribute(tag, "name"), plain(text)));
            }
            _ => {}
        }
    }
    fields.retain(|(name, _)| name != "csrf" && !name.is_empty());
    fields
}

/// The fields with some filled in. A name that stands several times is filled in from the first on.
pub(crate) fn filled(mut fields: Vec<(String, String)>, with: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut touched = std::collections::BTreeSet::new();
    for (name, value) in with {
        let free = (0..fields.len()).find(|at| fields[*at].0 == *name && !touched.contains(at));
        let at = free.unwrap_or_else(|| panic!("the form has no field {name}: {fields:?}"));
        touched.insert(at);
        (*value).clone_into(&mut fields[at].1);
    }
    fields
}

/// As the browser of the tests sends them.
pub(crate) fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn attribute(tag: &str, name: &str) -> String {
    let Some((_, rest)) = tag.split_once(&format!(" {name}=\"")) else { return String::new() };
    plain(rest.split('"').next().unwrap())
}

/// A text of a page without its escapes.
pub(crate) fn plain(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}
