"""The screens of the curriculum, by what people do there."""
