/// Character references of HTML, such as `&amp;` and `&#39;`, in captions.
///
/// Knows the names of HTML 4 and those of ASCII characters in HTML 5.
enum HTMLEntities {
  /// Replaces references as `html.unescape` of Python does, which takes those of Latin-1 without a semicolon too.
  static func unescaping(_ text: String) -> String {
    replacingReferences(in: text) { rest in
      let isNumber = rest.first == "#"
      let digits = rest.dropFirst()
      let body: Substring.UnicodeScalarView
      if isNumber, digits.first == "x" || digits.first == "X" {
        body = digits.dropFirst().prefix { $0.properties.isASCIIHexDigit }
      } else if isNumber {
        body = digits.prefix { ("0"..."9").contains($0) }
      } else {
        body = rest.prefix(32).prefix { !"\t\n\u{c} <&#;".unicodeScalars.contains($0) }
      }
      guard !body.isEmpty else { return nil }
      let isTerminated = body.endIndex < rest.endIndex && rest[body.endIndex] == ";"
      let end = isTerminated ? rest.index(after: body.endIndex) : body.endIndex
      let name = Substring(rest[..<end])
      return (isNumber ? character(ofNumber: name.dropFirst()) : replacement(ofName: name), end)
    }
  }

  /// Replaces references as ftfy does: only those with a semicolon, but also names that were turned to capitals.
  static func unescapingTerminated(_ text: String) -> String {
    replacingReferences(in: text) { rest in
      let number = rest.first == "#" ? rest.dropFirst() : rest
      let body = number.prefix(24).prefix { $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0) }
      guard !body.isEmpty, body.endIndex < rest.endIndex, rest[body.endIndex] == ";" else { return nil }
      let end = rest.index(after: body.endIndex)
      let reference = "&" + String(rest[..<end])
      if rest.first == "#" {
        let unescaped = unescaping(reference)
        return unescaped.contains(";") ? nil : (unescaped, end)
      }
      let name = String(body)
      if let scalar = scalarsByName[name] { return (String(scalar), end) }
      guard name == name.uppercased(), let scalar = scalarsByName[name.lowercased()], unescaping(reference) == reference
      else { return nil }
      return (String(scalar).uppercased(), end)
    }
  }

  /// Replaces what follows each `&`: `replacement` returns a text and where the reference ends, or `nil` for none.
  private static func replacingReferences(
    in text: String,
    _ replacement: (Substring.UnicodeScalarView) -> (text: String, end: String.Index)?
  ) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let ampersand = rest.firstIndex(of: "&") {
      result.append(contentsOf: rest[..<ampersand])
      rest = rest[ampersand...].dropFirst()
      if let (text, end) = replacement(rest) {
        result.append(contentsOf: text.unicodeScalars)
        rest = rest[end...]
      } else {
        result.append("&")
      }
    }
    result.append(contentsOf: rest)
    return String(result)
  }

  /// What a name without its `&` stands for, taking as much of it as is known.
  private static func replacement(ofName name: Substring) -> String {
    if name.last == ";", let scalar = scalarsByName[String(name.dropLast())] { return String(scalar) }
    for end in name.indices.reversed() where name.distance(from: name.startIndex, to: end) > 1 {
      let prefix = String(name[..<end])
      if namesWithoutSemicolon.contains(prefix), let scalar = scalarsByName[prefix] {
        return String(scalar) + name[end...]
      }
    }
    if namesWithoutSemicolon.contains(String(name)), let scalar = scalarsByName[String(name)] { return String(scalar) }
    return "&" + name
  }

  /// The character of a reference such as `39;` or `x27;`.
  private static func character(ofNumber number: Substring) -> String {
    let digits = number.last == ";" ? number.dropLast() : number
    let isHexadecimal = digits.first == "x" || digits.first == "X"
    let value = UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10)
    switch value {
    case 0: return "\u{FFFD}"
    case .some(0x80...0x9F): return String(Windows1252.scalar(of: UInt8(value ?? 0)))
    case .some(0x1...0x8), 0xB, .some(0xE...0x1F), .some(0x7F...0x9F), .some(0xFDD0...0xFDEF): return ""
    case .some(let value) where value & 0xFFFE == 0xFFFE && value <= 0x10FFFF: return ""
    default: return String(value.flatMap(Unicode.Scalar.init) ?? "\u{FFFD}")
    }
  }

  /// The names of U+00A0 to U+00FF.
  private static let latin1Names = """
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
    micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig \
    Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash \
    Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute \
    ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
    uuml yacute thorn yuml
    """.split(separator: " ").map(String.init)

  /// Other names and their hexadecimal code points.
  private static let otherNames = """
    Tab=9 NewLine=a excl=21 QUOT=22 quot=22 num=23 dollar=24 percnt=25 AMP=26 amp=26 apos=27 lpar=28 rpar=29 ast=2a \
    plus=2b comma=2c period=2e sol=2f colon=3a semi=3b LT=3c lt=3c equals=3d GT=3e gt=3e quest=3f commat=40 lsqb=5b \
    bsol=5c rsqb=5d Hat=5e lowbar=5f grave=60 lcub=7b vert=7c rcub=7d COPY=a9 REG=ae OElig=152 oelig=153 Scaron=160 \
    scaron=161 Yuml=178 fnof=192 circ=2c6 tilde=2dc Alpha=391 Beta=392 Gamma=393 Delta=394 Epsilon=395 Zeta=396 \
    Eta=397 Theta=398 Iota=399 Kappa=39a Lambda=39b Mu=39c Nu=39d Xi=39e Omicron=39f Pi=3a0 Rho=3a1 Sigma=3a3 \
    Tau=3a4 Upsilon=3a5 Phi=3a6 Chi=3a7 Psi=3a8 Omega=3a9 alpha=3b1 beta=3b2 gamma=3b3 delta=3b4 epsilon=3b5 \
    zeta=3b6 eta=3b7 theta=3b8 iota=3b9 kappa=3ba lambda=3bb mu=3bc nu=3bd xi=3be omicron=3bf pi=3c0 rho=3c1 \
    sigmaf=3c2 sigma=3c3 tau=3c4 upsilon=3c5 phi=3c6 chi=3c7 psi=3c8 omega=3c9 thetasym=3d1 upsih=3d2 piv=3d6 \
    ensp=2002 emsp=2003 thinsp=2009 zwnj=200c zwj=200d lrm=200e rlm=200f hyphen=2010 ndash=2013 mdash=2014 \
    lsquo=2018 rsquo=2019 sbquo=201a ldquo=201c rdquo=201d bdquo=201e dagger=2020 Dagger=2021 bull=2022 hellip=2026 \
    permil=2030 prime=2032 Prime=2033 lsaquo=2039 rsaquo=203a oline=203e frasl=2044 euro=20ac image=2111 weierp=2118 \
    real=211c trade=2122 alefsym=2135 larr=2190 uarr=2191 rarr=2192 darr=2193 harr=2194 crarr=21b5 lArr=21d0 \
    uArr=21d1 rArr=21d2 dArr=21d3 hArr=21d4 forall=2200 part=2202 exist=2203 empty=2205 nabla=2207 isin=2208 \
    notin=2209 ni=220b prod=220f sum=2211 minus=2212 lowast=2217 radic=221a prop=221d infin=221e ang=2220 and=2227 \
    or=2228 cap=2229 cup=222a int=222b there4=2234 sim=223c cong=2245 asymp=2248 ne=2260 equiv=2261 le=2264 ge=2265 \
    sub=2282 sup=2283 nsub=2284 sube=2286 supe=2287 oplus=2295 otimes=2297 perp=22a5 sdot=22c5 lceil=2308 rceil=2309 \
    lfloor=230a rfloor=230b loz=25ca spades=2660 clubs=2663 hearts=2665 diams=2666 lang=27e8 rang=27e9
    """

  private static let scalarsByName: [String: Unicode.Scalar] = {
    var scalars: [String: Unicode.Scalar] = [:]
    for (codePoint, name) in zip(UInt32(0xA0)..., latin1Names) { scalars[name] = Unicode.Scalar(codePoint) }
    for entry in otherNames.split(separator: " ") {
      let parts = entry.split(separator: "=")
      scalars[String(parts[0])] = UInt32(parts[1], radix: 16).flatMap(Unicode.Scalar.init)
    }
    return scalars
  }()

  private static let namesWithoutSemicolon = Set(
    latin1Names + ["amp", "lt", "gt", "quot", "AMP", "LT", "GT", "QUOT", "COPY", "REG"]
  )
}
