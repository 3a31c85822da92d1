//! f-strings and t-strings.

use typhon_bytecode::{Constant, Opcode};

use super::expression::CHUNK;
use super::{Lowerer, Reg};
use crate::errors::{Result, syntax};
use crate::literal;
use crate::parse::{TextRange, ast};
use ast::{ConversionFlag, InterpolatedStringElement};

/// A piece of an f-string once adjacent literals are joined.
enum Piece<'a> {
    Text(Vec<u8>),
    /// With whether the string is raw, as its format specification then is too.
    Value(&'a ast::InterpolatedElement, bool),
}

impl<'a> Lowerer<'a> {
    pub fn fstring(&mut self, node: &'a ast::ExprFString, dst: Reg) -> Result<()> {
        let mut pieces = Vec::new();
        for part in node.value.as_slice() {
            match part {
                ast::FStringPart::Literal(literal) => {
                    let mut text = Vec::new();
                    self.string_part(literal, &mut text);
                    push_text(&mut pieces, text);
                }
                ast::FStringPart::FString(fstring) => {
                    let raw = fstring.flags.prefix().is_raw();
                    self.pieces(&fstring.elements, raw, &mut pieces);
                }
            }
        }
        self.join(&pieces, dst, node.range)
    }

    fn pieces(
        &mut self,
        elements: &'a [InterpolatedStringElement],
        raw: bool,
        pieces: &mut Vec<Piece<'a>>,
    ) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => {
                    let text = self.literal_element(literal, raw);
                    push_text(pieces, text);
                }
                InterpolatedStringElement::Interpolation(value) => {
                    if let Some(debug) = &value.debug_text {
                        push_text(
                            pieces,
                            literal::without_comments(debug.as_str()).into_bytes(),
                        );
                    }
                    pieces.push(Piece::Value(value, raw));
                }
            }
        }
    }

    fn literal_element(
        &mut self,
        element: &ast::InterpolatedStringLiteralElement,
        raw: bool,
    ) -> Vec<u8> {
        let mut bad = Vec::new();
        let text = literal::text_between_fields(self.source, element, raw, &mut bad);
        self.warn_escapes(&bad);
        text
    }

    fn join(&mut self, pieces: &[Piece<'a>], dst: Reg, range: TextRange) -> Result<()> {
        match pieces {
            [] => {
                self.at(range);
                self.load_text(dst, "");
                Ok(())
            }
            [piece] => self.piece(piece, dst),
            _ => {
                let run = self.run(pieces.len().min(CHUNK));
                let mut filled = 0;
                for piece in pieces {
                    if filled == CHUNK {
                        // Join what is there, so that registers suffice.
                        self.at(range);
                        self.emit(Opcode::BuildString, run, run, CHUNK as u16, 0);
                        filled = 1;
                    }
                    self.piece(piece, run + filled as Reg)?;
                    filled += 1;
                }
                self.at(range);
                self.emit(Opcode::BuildString, dst, run, filled as u16, 0);
                Ok(())
            }
        }
    }

    fn piece(&mut self, piece: &Piece<'a>, dst: Reg) -> Result<()> {
        match piece {
            Piece::Text(text) => {
                self.load_constant(dst, Constant::Str(text.clone().into()));
                Ok(())
            }
            Piece::Value(value, raw) => self.formatted(value, *raw, dst),
        }
    }

    fn formatted(
        &mut self,
        value: &'a ast::InterpolatedElement,
        raw: bool,
        dst: Reg,
    ) -> Result<()> {
        let mark = self.mark();
        let mut d = match literal::conversion(value) {
            ConversionFlag::None => 0,
            ConversionFlag::Str => 1,
            ConversionFlag::Repr => 2,
            ConversionFlag::Ascii => 3,
        };
        let operand = match &value.format_spec {
            Some(_) if self.table.scopes[self.unit.scope].has_walrus => {
                let register = self.temp();
                self.evaluate(&value.expression, register)?;
                register
            }
            _ => self.any(&value.expression)?,
        };
        let mut spec = 0;
        if let Some(format) = &value.format_spec {
            d |= 4;
            spec = self.temp();
            self.format_spec(format, raw, spec)?;
        }
        self.at(value.range);
        self.emit(Opcode::FormatValue, dst, operand, spec, d);
        self.release_to(mark);
        Ok(())
    }

    fn format_spec(
        &mut self,
        spec: &'a ast::InterpolatedStringFormatSpec,
        raw: bool,
        dst: Reg,
    ) -> Result<()> {
        let mut pieces = Vec::new();
        self.pieces(&spec.elements, raw, &mut pieces);
        let range = spec.range;
        if self.format_depth >= 2 {
            return syntax(range, "f-string: expressions nested too deeply");
        }
        self.format_depth += 1;
        let result = self.deeper(|this| this.join(&pieces, dst, range));
        self.format_depth -= 1;
        result
    }

    pub fn tstring(&mut self, node: &'a ast::ExprTString, dst: Reg) -> Result<()> {
        let mut pieces = Vec::new();
        for part in node.value.as_slice() {
            self.pieces(&part.elements, part.flags.prefix().is_raw(), &mut pieces);
        }
        let mut strings = vec![Vec::new()];
        let mut values = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => strings.last_mut().expect("never empty").extend(text),
                Piece::Value(value, raw) => {
                    values.push((value, raw));
                    strings.push(Vec::new());
                }
            }
        }
        if values.len() > 20_000 {
            return syntax(node.range, "too many interpolations in a t-string");
        }
        let strings = strings
            .into_iter()
            .map(|text| Constant::Str(text.into()))
            .collect();
        let pair = self.run(2);
        self.at(node.range);
        self.load_constant(pair, Constant::Tuple(strings));
        let run = self.run(values.len());
        for (offset, (value, raw)) in values.iter().enumerate() {
            self.interpolation(value, *raw, run + offset as Reg)?;
        }
        self.at(node.range);
        self.emit(Opcode::BuildTuple, pair + 1, run, values.len() as u16, 0);
        self.emit(Opcode::BuildTemplate, dst, pair, pair + 1, 0);
        Ok(())
    }

    fn interpolation(
        &mut self,
        value: &'a ast::InterpolatedElement,
        raw: bool,
        dst: Reg,
    ) -> Result<()> {
        let mark = self.mark();
        let run = self.run(3);
        self.evaluate(&value.expression, run)?;
        self.at(value.range);
        let text = literal::field_text(self.source, value);
        self.load_text(run + 1, &text);
        match &value.format_spec {
            None => self.emit(Opcode::LoadNull, run + 2, 0, 0, 0),
            Some(spec) => self.format_spec(spec, raw, run + 2)?,
        }
        let d = literal::conversion(value).to_byte().unwrap_or(0);
        self.at(value.range);
        self.emit(Opcode::BuildInterpolation, dst, run, 0, d);
        self.release_to(mark);
        Ok(())
    }
}

fn push_text(pieces: &mut Vec<Piece<'_>>, text: Vec<u8>) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(Piece::Text(before)) => before.extend(text),
        _ => pieces.push(Piece::Text(text)),
    }
}
