namespace Scanout.Tests.Support.TestKit;

public class TestKit;
