/// Readable parts of experiment names for the values of a matrix axis.
enum MatrixLabels {
    /// `cot` for a section axis, `seed=7` for another; values that would look alike get the keys that tell them apart.
    static func labels(for axis: ConfigMatrix.Axis, among axes: [ConfigMatrix.Axis]) -> [String] {
        let plain = axis.values.map { label($0, axis: axis, among: axes, isDetailed: false) }
        let counts = Dictionary(plain.map { ($0, 1) }, uniquingKeysWith: +)
        let detailed = zip(axis.values, plain).map { value, text in
            counts[text] == 1 ? text : label(value, axis: axis, among: axes, isDetailed: true)
        }
        return numbered(detailed)
    }

    /// Distinct texts: the second `a` becomes `a#2`.
    static func numbered(_ texts: [String]) -> [String] {
        var seen: [String: Int] = [:]
        return texts.map { text in
            seen[text, default: 0] += 1
            let number = seen[text, default: 1]
            return number == 1 ? text : "\(text)#\(number)"
        }
    }

    private static func label(
        _ value: ConfigNode, axis: ConfigMatrix.Axis, among axes: [ConfigMatrix.Axis], isDetailed: Bool
    ) -> String {
        let text = text(of: value, isDetailed: isDetailed)
        guard let key = axis.path.last, axis.path.count > 1 || !named.contains(key) else { return text }
        let isAmbiguous = axes.filter { $0.path.last == key }.count > 1
        return "\(isAmbiguous ? axis.key : key)=\(text)"
    }

    private static let named: Set = ["method", "model", "dataset"]

    private static func text(of value: ConfigNode, isDetailed: Bool) -> String {
        switch value.content {
        case .scalar(let scalar): return short(scalar.text)
        case .list(let items): return items.map { text(of: $0, isDetailed: isDetailed) }.joined(separator: "+")
        case .mapping(let entries):
            let name = value.entry("name").map { text(of: $0.value, isDetailed: isDetailed) }
            let others = entries.filter { $0.key != "name" }
                .map { "\($0.key)=\(text(of: $0.value, isDetailed: isDetailed))" }
            guard let name else { return others.joined(separator: ",") }
            return isDetailed ? ([name] + others).joined(separator: ",") : name
        }
    }

    /// A path's file name without `.gguf`, on one line and not endless.
    private static func short(_ text: String) -> String {
        let name = text.split(separator: "/").last.map(String.init) ?? text
        let stem = name.hasSuffix(".gguf") ? String(name.dropLast(5)) : name
        return stem.map { $0.isNewline ? " " : String($0) }.joined().clipped(to: 40)
    }
}
