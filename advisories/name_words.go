package advisories

// Words that are easy to say, hard to confuse, and free of meaning in the trade.
var (
	nameColours = [...]string{
		"amber", "azure", "beige", "birch", "black", "blue", "brass", "bronze",
		"brown", "cedar", "chalk", "clay", "cobalt", "copper", "coral", "cream",
		"denim", "ebony", "fern", "flint", "gold", "green", "grey", "hazel",
		"honey", "indigo", "ivory", "jade", "khaki", "lemon", "lilac", "lime",
		"linen", "maple", "mauve", "mint", "moss", "navy", "ochre", "olive",
		"onyx", "opal", "peach", "pearl", "pine", "pink", "plum", "poppy",
		"purple", "quartz", "red", "rose", "ruby", "rust", "sage", "sand",
		"silver", "slate", "straw", "teal", "topaz", "umber", "violet", "white",
	}
	nameThings = [...]string{
		"anchor", "badger", "barrel", "basket", "beacon", "bell", "bench", "boat",
		"bridge", "button", "candle", "canyon", "castle", "cello", "cherry", "clock",
		"cloud", "comet", "compass", "crane", "desert", "dolphin", "drum", "eagle",
		"falcon", "feather", "ferry", "fiddle", "forest", "fountain", "garden", "glacier",
		"hammer", "harbour", "heron", "hill", "island", "kettle", "kite", "ladder",
		"lagoon", "lantern", "magpie", "meadow", "mill", "mirror", "mountain", "orchard",
		"otter", "paddle", "pebble", "pelican", "piano", "planet", "pond", "prairie",
		"quill", "raven", "river", "robin", "rocket", "saddle", "sail", "salmon",
		"sparrow", "spoon", "spruce", "stable", "station", "stream", "summit", "swallow",
		"table", "teapot", "thistle", "tower", "trumpet", "tulip", "tunnel", "turtle",
		"valley", "violin", "wagon", "walnut", "waterfall", "whale", "wheel", "willow",
		"window", "wren", "yacht", "zebra",
	}
)
