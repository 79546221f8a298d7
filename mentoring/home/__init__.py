"""“What should I do now?”, the navigation, and the setup and health of an installation."""
