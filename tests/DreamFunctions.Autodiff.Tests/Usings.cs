global using Onnx;
global using Xunit;
