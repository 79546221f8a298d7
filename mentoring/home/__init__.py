"""“What should I do now?”, the navigation, the set-up of an installation, its health."""
