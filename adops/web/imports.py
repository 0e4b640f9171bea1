"""The page 导入."""

from fastapi import APIRouter

router = APIRouter()
