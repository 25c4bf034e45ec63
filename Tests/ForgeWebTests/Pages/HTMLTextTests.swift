import Testing

@testable import ForgeWeb

@Suite struct HTMLTextTests {
    @Test(arguments: [
        ("plain é 漢", "plain é 漢"), ("", ""), ("<a href='x'>&\"", "&lt;a href=&#39;x&#39;&gt;&amp;&quot;"),
        // One character to a reader each, and to Swift; two to a browser.
        ("\"\u{301} onfocus=\"\u{FE0F}x", "&quot;\u{301} onfocus=&quot;\u{FE0F}x"),
        ("<\u{338}b>\u{200D}", "&lt;\u{338}b&gt;\u{200D}"),
    ])
    func `every byte that means something to a browser is escaped`(text: String, escaped: String) {
        // Strings that look alike are equal to Swift.
        #expect(Array(HTMLText().escapeText(text).utf8) == Array(escaped.utf8))
    }

    @Test func `templates, parts of them and what stands inside a layout escape so`() throws {
        let name = "\"\u{301} autofocus onfocus=alert(1) x=\"\u{301}"
        let content = ExperimentsPage.Content(
            address: name, text: name, filters: [], sort: "created", reversed: nil, deleted: nil, showsDeleted: false,
            deletedPath: name, activePath: name, clearPath: name, headers: [], rows: [], hasRows: false,
            pager: Pager(page: 1, size: 25, total: 0, what: "experiments") { _ in "" },
            empty: EmptyState(title: name, text: name, actions: []),
            undo: UndoNotice(text: name, path: name, button: name, back: name))
        let page = Page(title: name, section: .none, breadcrumbs: [Breadcrumb(name, "/\(name)")], content: content)
        let html = try PageRenderer().text(of: page, template: "experiments")
        // As a browser reads it: no mark joins what stands before it.
        let scalars = Array(html.unicodeScalars.filter { $0 != "\u{301}" })
        let text = String(String.UnicodeScalarView(scalars))
        #expect(!text.contains("\" autofocus") && text.ranges(of: "&quot; autofocus").count >= 8)
    }
}
